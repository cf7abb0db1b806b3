package dev.caisson.dockerfile;

import dev.caisson.dockerfile.ignore.IgnoreRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules that look at one stage. It keeps what later instructions depend on: the variables, the
/// shell, the working directory.
final class StageLinter {
    private static final Pattern HOST_PORT = Pattern.compile("[^/]*:.*");

    private final Linter linter;
    private final Stage stage;
    private final IgnoreRules ignored;

    /// Names of variables; not known when the base is not.
    private final Set<String> environment = new HashSet<>();

    private final boolean baseKnown;

    /// Those of ARG, which a child stage does not inherit.
    private final Set<String> arguments = new HashSet<>(PredefinedArguments.PROXIES);

    private final Map<String, Instruction> only = new HashMap<>();
    private boolean shellSet;
    private boolean absoluteWorkdir;

    StageLinter(
            Linter linter,
            Stage stage,
            IgnoreRules ignored,
            Optional<StageLinter> parent,
            Optional<Set<String>> base) {
        this.linter = linter;
        this.stage = stage;
        this.ignored = ignored;
        baseKnown = base.isPresent();
        base.ifPresent(environment::addAll);
        parent.ifPresent(
                one -> {
                    shellSet = one.shellSet;
                    absoluteWorkdir = one.absoluteWorkdir;
                });
    }

    Stage stage() {
        return stage;
    }

    Optional<Set<String>> environment() {
        return baseKnown ? Optional.of(environment) : Optional.empty();
    }

    void run() {
        stage.instructions().forEach(this::check);
    }

    private void check(Instruction instruction) {
        switch (instruction) {
            case Instruction.From _ -> {}
            case Instruction.Arg arg -> {
                linter.secrets(arg);
                for (var declared : arg.declarations()) {
                    var value = declared.value();
                    if (value != null) used(arg, value);
                    arguments.add(declared.name());
                }
                var names = new HashSet<String>();
                arg.declarations().forEach(declared -> names.add(declared.name()));
                linter.describe(arg, "argument", names);
            }
            case Instruction.Env env -> {
                linter.secrets(env);
                legacy(env, env.legacy());
                pairs(env, env.pairs());
                env.pairs().forEach(pair -> environment.add(pair.name().raw()));
            }
            case Instruction.Label label -> {
                legacy(label, label.legacy());
                pairs(label, label.pairs());
            }
            case Instruction.Cmd cmd -> {
                once(cmd);
                json(cmd, cmd.command());
            }
            case Instruction.Entrypoint entrypoint -> {
                once(entrypoint);
                json(entrypoint, entrypoint.command());
            }
            case Instruction.HealthCheck check -> once(check);
            case Instruction.Copy copy ->
                    transfer(copy, copy.transfer(), copy.options().from() == null);
            case Instruction.Add add -> transfer(add, add.transfer(), true);
            case Instruction.Workdir workdir -> workdir(workdir);
            case Instruction.User user -> used(user, user.user());
            case Instruction.StopSignal signal -> used(signal, signal.signal());
            case Instruction.Volume volume -> volume.paths().forEach(path -> used(volume, path));
            case Instruction.Expose expose -> expose(expose);
            case Instruction.Shell _ -> shellSet = true;
            case Instruction.Maintainer maintainer ->
                    linter.warn(
                            LintRule.MAINTAINER_DEPRECATED,
                            maintainer,
                            "Maintainer instruction is deprecated in favor of using label");
            case Instruction.Run _, Instruction.OnBuild _ -> {}
        }
    }

    private void legacy(Instruction instruction, boolean legacy) {
        if (!legacy) return;
        linter.warn(
                LintRule.LEGACY_KEY_VALUE_FORMAT,
                instruction,
                "\"%1$s key=value\" should be used instead of legacy \"%1$s key value\" format"
                        .formatted(instruction.keyword()));
    }

    private void pairs(Instruction instruction, List<Instruction.Pair> pairs) {
        for (var pair : pairs) {
            used(instruction, pair.name());
            used(instruction, pair.value());
        }
    }

    /// Only the last of them counts.
    private void once(Instruction instruction) {
        var before = only.put(instruction.keyword(), instruction);
        if (before == null) return;
        linter.warn(
                LintRule.MULTIPLE_INSTRUCTIONS_DISALLOWED,
                before,
                "Multiple %s instructions should not be used in the same stage because only the last one will be used"
                        .formatted(instruction.keyword()));
    }

    private void json(Instruction instruction, Command command) {
        if (shellSet || command instanceof Command.Arguments) return;
        linter.warn(
                LintRule.JSON_ARGS_RECOMMENDED,
                instruction,
                "JSON arguments recommended for %s to prevent unintended behavior related to OS signals"
                        .formatted(instruction.keyword()));
    }

    private void transfer(
            Instruction instruction, Instruction.Transfer transfer, boolean ofContext) {
        for (var source : transfer.sources()) {
            used(instruction, source);
            var path = source.raw();
            boolean local = path.indexOf('$') < 0 && !path.contains("://") && !path.equals(".");
            if (ofContext && local && ignored.excludes(clean(path))) {
                linter.warn(
                        LintRule.COPY_IGNORED_FILE,
                        instruction,
                        "Attempting to %s file \"%s\" that is excluded by .dockerignore"
                                .formatted(
                                        instruction.keyword().equals("ADD") ? "Add" : "Copy",
                                        path));
            }
        }
        used(instruction, transfer.destination());
    }

    private static String clean(String path) {
        var clean = path;
        while (clean.startsWith("/") || clean.startsWith("./")) {
            clean = clean.substring(clean.indexOf('/') + 1);
        }
        return clean.endsWith("/") ? clean.substring(0, clean.length() - 1) : clean;
    }

    private void workdir(Instruction.Workdir workdir) {
        used(workdir, workdir.directory());
        var path = workdir.directory().raw();
        if (path.startsWith("/") || path.startsWith("$")) {
            absoluteWorkdir = true;
        } else if (!absoluteWorkdir) {
            linter.warn(
                    LintRule.WORKDIR_RELATIVE_PATH,
                    workdir,
                    "Relative workdir \"%s\" can have unexpected results if the base image changes"
                            .formatted(path));
        }
    }

    private void expose(Instruction.Expose expose) {
        for (var port : expose.ports()) {
            used(expose, port);
            var raw = port.raw();
            if (raw.indexOf('$') >= 0) continue;
            if (HOST_PORT.matcher(raw).matches()) {
                linter.warn(
                        LintRule.EXPOSE_INVALID_FORMAT,
                        expose,
                        "EXPOSE instruction should not define an IP address or host-port mapping,"
                                + " found '"
                                + raw
                                + "'");
            }
            var protocol = raw.substring(raw.indexOf('/') + 1);
            if (raw.indexOf('/') >= 0 && !protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
                linter.warn(
                        LintRule.EXPOSE_PROTO_CASING,
                        expose,
                        "Defined protocol '" + raw + "' in EXPOSE instruction should be lowercase");
            }
        }
    }

    private void used(Instruction instruction, Word word) {
        if (!baseKnown) return;
        for (var name : word.variables()) {
            if (environment.contains(name) || arguments.contains(name)) continue;
            var known = new HashSet<>(environment);
            known.addAll(arguments);
            linter.warn(
                    LintRule.UNDEFINED_VAR,
                    instruction,
                    "Usage of undefined variable '$"
                            + name
                            + "'"
                            + Nearest.to(name, known)
                                    .map(near -> " (did you mean $" + near + "?)")
                                    .orElse(""));
        }
    }
}
