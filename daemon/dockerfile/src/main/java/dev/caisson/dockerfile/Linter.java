package dev.caisson.dockerfile;

import dev.caisson.dockerfile.ignore.IgnoreRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds what is allowed in a [Dockerfile] but unwise. [StageLinter] goes over one stage; here are
/// the rules of the whole file and of FROM.
public final class Linter {
    private static final Set<String> RESERVED_NAMES = Set.of("scratch", "context");
    private static final Pattern IMAGE_NAME =
            Pattern.compile(
                    "[a-zA-Z0-9][a-zA-Z0-9._/:-]*[a-zA-Z0-9](@[a-z0-9]+:[0-9a-f]{32,})?|[a-zA-Z0-9]");

    private final Dockerfile file;
    private final IgnoreRules ignored;
    private final BaseEnvironments bases;
    private final List<Warning> warnings = new ArrayList<>();

    /// What is known of the images that stages begin with.
    @FunctionalInterface
    public interface BaseEnvironments {
        /// @return the names of the image's variables, empty when it is not known
        Optional<Set<String>> names(Stage stage);

        static BaseEnvironments unknown() {
            return _ -> Optional.empty();
        }
    }

    private Linter(Dockerfile file, IgnoreRules ignored, BaseEnvironments bases) {
        this.file = file;
        this.ignored = ignored;
        this.bases = bases;
    }

    /// All warnings in the order of their lines, those of the text included; what the file's
    /// `# check=` leaves out is left out.
    public static List<Warning> check(
            Dockerfile file, IgnoreRules ignored, BaseEnvironments bases) {
        var linter = new Linter(file, ignored, bases);
        linter.run();
        var checks = file.directives().checks();
        return linter.warnings.stream()
                .filter(warning -> !checks.skipAll() && !checks.skip().contains(warning.rule()))
                .sorted(Comparator.comparingInt(warning -> warning.location().first()))
                .toList();
    }

    void warn(LintRule rule, Instruction instruction, String message) {
        warnings.add(new Warning(rule, message, instruction.origin().lines()));
    }

    private void run() {
        warnings.addAll(file.warnings());
        casing();
        var globals = new HashSet<>(PredefinedArguments.GLOBAL);
        for (var arg : file.globals()) {
            secrets(arg);
            arg.declarations().forEach(declared -> globals.add(declared.name()));
        }
        var names = new HashSet<String>();
        var finished = new ArrayList<StageLinter>();
        for (var stage : file.stages()) {
            from(stage, globals, names);
            var parent = parent(stage, finished);
            var linter = new StageLinter(this, stage, ignored, parent, known(stage, parent));
            linter.run();
            finished.add(linter);
        }
    }

    private static Optional<StageLinter> parent(Stage stage, List<StageLinter> finished) {
        return finished.reversed().stream()
                .filter(one -> one.stage().isCalled(stage.from().image().raw()))
                .findFirst();
    }

    private Optional<Set<String>> known(Stage stage, Optional<StageLinter> parent) {
        if (parent.isPresent()) return parent.get().environment();
        if (stage.from().image().raw().equals("scratch")) return Optional.of(Set.of("PATH"));
        return bases.names(stage);
    }

    /// Names that look like secrets are seen by everybody who has the image.
    void secrets(Instruction instruction) {
        var names =
                switch (instruction) {
                    case Instruction.Arg arg ->
                            arg.declarations().stream().map(Instruction.Declaration::name).toList();
                    case Instruction.Env env ->
                            env.pairs().stream().map(pair -> pair.name().raw()).toList();
                    default -> List.<String>of();
                };
        for (var name : names) {
            if (SecretNames.matches(name)) {
                warn(
                        LintRule.SECRETS_USED_IN_ARG_OR_ENV,
                        instruction,
                        "Do not use ARG or ENV instructions for sensitive data (%s \"%s\")"
                                .formatted(instruction.keyword(), name));
            }
        }
    }

    private void casing() {
        int upper = 0;
        int lower = 0;
        var all = new ArrayList<Instruction>(file.globals());
        for (var stage : file.stages()) {
            all.add(stage.from());
            all.addAll(stage.instructions());
        }
        for (var instruction : all) {
            var written = written(instruction);
            if (written.equals(written.toUpperCase(Locale.ROOT))) upper++;
            else if (written.equals(written.toLowerCase(Locale.ROOT))) lower++;
        }
        boolean upperWins = upper >= lower;
        for (var instruction : all) {
            var written = written(instruction);
            var wanted =
                    upperWins ? written.toUpperCase(Locale.ROOT) : written.toLowerCase(Locale.ROOT);
            if (!written.equals(wanted)) {
                warn(
                        LintRule.CONSISTENT_INSTRUCTION_CASING,
                        instruction,
                        "Command '%s' should match the case of the command majority (%s)"
                                .formatted(written, upperWins ? "uppercase" : "lowercase"));
            }
        }
    }

    private static String written(Instruction instruction) {
        return instruction.origin().text().substring(0, instruction.keyword().length());
    }

    private void from(Stage stage, Set<String> globals, Set<String> names) {
        var from = stage.from();
        for (var variable : from.image().variables()) undeclared(from, variable, globals);
        var platform = from.platform();
        if (platform != null) {
            for (var variable : platform.variables()) undeclared(from, variable, globals);
            platform(from, platform);
        }
        defaults(from);
        var name = from.name();
        if (name == null) return;
        var words = from.origin().text().split("\\s+");
        var written = words[words.length - 1];
        if (!written.equals(name)) {
            warn(
                    LintRule.STAGE_NAME_CASING,
                    from,
                    "Stage name '" + written + "' should be lowercase");
        }
        var as = words[words.length - 2];
        var keyword = words[0];
        if (!sameCasing(as, keyword)) {
            warn(
                    LintRule.FROM_AS_CASING,
                    from,
                    "'%s' and '%s' keywords' casing do not match".formatted(as, keyword));
        }
        if (RESERVED_NAMES.contains(name)) {
            warn(
                    LintRule.RESERVED_STAGE_NAME,
                    from,
                    "Stage name should not use the same name as reserved stage \"" + name + "\"");
        }
        if (!names.add(name)) {
            warn(
                    LintRule.DUPLICATE_STAGE_NAME,
                    from,
                    "Duplicate stage name \"%s\", stage names should be unique".formatted(name));
        }
        describe(from, "stage", Set.of(name));
    }

    private static boolean sameCasing(String as, String keyword) {
        if (keyword.equals(keyword.toLowerCase(Locale.ROOT))) return as.equals("as");
        if (keyword.equals(keyword.toUpperCase(Locale.ROOT))) return as.equals("AS");
        return true;
    }

    private void undeclared(Instruction.From from, String variable, Set<String> globals) {
        if (globals.contains(variable)) return;
        warn(
                LintRule.UNDEFINED_ARG_IN_FROM,
                from,
                "FROM argument '"
                        + variable
                        + "' is not declared"
                        + Nearest.hint(variable, globals));
    }

    private void platform(Instruction.From from, Word platform) {
        var raw = platform.raw();
        if (raw.equals("$TARGETPLATFORM") || raw.equals("${TARGETPLATFORM}")) {
            warn(
                    LintRule.REDUNDANT_TARGET_PLATFORM,
                    from,
                    "Setting platform to predefined "
                            + raw
                            + " in FROM is redundant as this is the default behavior");
        } else if (raw.indexOf('$') < 0 && !namesPlatform(from.name(), raw)) {
            warn(
                    LintRule.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
                    from,
                    "FROM --platform flag should not use constant value \"" + raw + "\"");
        }
    }

    /// A stage for one platform, chosen by its name (`build_amd64`), has to say which.
    private static boolean namesPlatform(@Nullable String name, String raw) {
        if (name == null) return false;
        for (var part : raw.split("/")) if (name.contains(part)) return true;
        return false;
    }

    /// With nothing but the defaults of the ARGs the base has to be an image's name.
    private void defaults(Instruction.From from) {
        if (from.image().variables().isEmpty()) return;
        Variables declared =
                name -> {
                    for (var arg : file.globals().reversed()) {
                        for (var declaration : arg.declarations().reversed()) {
                            var value = declaration.value();
                            if (declaration.name().equals(name) && value != null) {
                                return Optional.of(value.expand(Variables.none()));
                            }
                        }
                    }
                    return Optional.empty();
                };
        String name;
        try {
            name = from.image().expand(declared);
        } catch (dev.caisson.fault.InvalidInput needsAValue) {
            return;
        }
        if (!IMAGE_NAME.matcher(name).matches()) {
            warn(
                    LintRule.INVALID_DEFAULT_ARG_IN_FROM,
                    from,
                    "Default value for ARG "
                            + from.image()
                            + " results in empty or invalid base image name");
        }
    }

    /// Experimental: a comment above a stage or argument begins with its name.
    void describe(Instruction instruction, String what, Set<String> names) {
        var comment = instruction.origin().comment();
        boolean wanted =
                file.directives()
                        .checks()
                        .experimental()
                        .contains(LintRule.INVALID_DEFINITION_DESCRIPTION);
        if (!wanted || comment == null || comment.isEmpty()) return;
        var first = comment.split("\\s+", 2)[0];
        if (!names.contains(first)) {
            warn(
                    LintRule.INVALID_DEFINITION_DESCRIPTION,
                    instruction,
                    "Comment for build %s should follow the format: `# %s <description>`"
                            .formatted(what, String.join("|", names)));
        }
    }
}
