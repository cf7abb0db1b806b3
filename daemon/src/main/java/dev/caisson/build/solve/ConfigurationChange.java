package dev.caisson.build.solve;

import dev.caisson.build.copy.Destination;
import dev.caisson.dockerfile.Command;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.dockerfile.Variables;
import dev.caisson.dockerfile.Word;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.ContainerDefaults.Healthcheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an instruction does to the configuration of an image: in a build, and as `--change` of
/// commit and import.
///
/// @param config as it is then
/// @param history what the image's history tells of it; null for nothing
public record ConfigurationChange(ContainerDefaults config, @Nullable String history) {
    private static final List<String> SHELL = List.of("/bin/sh", "-c");
    private static final Pattern PORT =
            Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/([a-zA-Z]+))?");
    private static final int LARGEST_PORT = 65535;

    /// @param commandIsOurs whether CMD was set by an instruction before: else ENTRYPOINT takes it
    ///     away, since a command of the base is not for another program
    /// @return empty for an instruction that makes files, or has to do with stages
    /// @throws InvalidInput `BUILD_STEP_REFUSED`, or an error of an expansion
    public static Optional<ConfigurationChange> of(
            ContainerDefaults old,
            Instruction instruction,
            Variables variables,
            boolean commandIsOurs) {
        return switch (instruction) {
            case Instruction.Env env -> Optional.of(environment(old, env, variables));
            case Instruction.Label label -> Optional.of(labels(old, label, variables));
            case Instruction.Cmd cmd -> {
                var command = words(old, cmd.command());
                yield changed(Metadata.ownCommand(old, command), "CMD " + GoText.quoted(command));
            }
            case Instruction.Entrypoint entrypoint -> {
                var words = words(old, entrypoint.command());
                var without = commandIsOurs ? old : Metadata.noCommand(old);
                yield changed(
                        Metadata.entrypoint(without, words), "ENTRYPOINT " + GoText.quoted(words));
            }
            case Instruction.User user -> {
                var name = user.user().expand(variables);
                yield changed(Metadata.user(old, name), "USER " + name);
            }
            case Instruction.Workdir workdir -> {
                var path = directory(old, workdir, variables);
                yield changed(Metadata.workingDirectory(old, path), "WORKDIR " + path);
            }
            case Instruction.Volume volume -> {
                var paths = volume.paths().stream().map(path -> path.expand(variables)).toList();
                yield changed(Metadata.volumes(old, paths), "VOLUME " + GoText.plain(paths));
            }
            case Instruction.Expose expose -> {
                var ports = ports(expose.ports(), variables);
                yield changed(
                        Metadata.exposed(old, ports),
                        "EXPOSE " + GoText.plain(ports.stream().sorted().toList()));
            }
            case Instruction.StopSignal signal -> {
                var name = signal.signal().expand(variables);
                yield changed(Metadata.stopSignal(old, name), "STOPSIGNAL " + name);
            }
            case Instruction.Shell shell ->
                    changed(
                            Metadata.shell(old, shell.arguments()),
                            "SHELL " + GoText.plain(shell.arguments()));
            case Instruction.HealthCheck check -> Optional.of(health(old, check));
            case Instruction.OnBuild trigger -> {
                var all = new ArrayList<>(old.lifecycle().onBuild());
                all.add(trigger.trigger());
                // BuildKit leaves it out of the history.
                yield Optional.of(new ConfigurationChange(Metadata.triggers(old, all), null));
            }
            case Instruction.From _,
                    Instruction.Arg _,
                    Instruction.Run _,
                    Instruction.Copy _,
                    Instruction.Add _,
                    Instruction.Maintainer _ ->
                    Optional.empty();
        };
    }

    private static Optional<ConfigurationChange> changed(ContainerDefaults config, String history) {
        return Optional.of(new ConfigurationChange(config, history));
    }

    /// Where WORKDIR leads: absolute.
    static String directory(
            ContainerDefaults old, Instruction.Workdir workdir, Variables variables) {
        var now = old.workingDir().isEmpty() ? "/" : old.workingDir();
        return Destination.absolute(workdir.directory().expand(variables), now);
    }

    /// What a command in the words of the Dockerfile becomes in the configuration.
    static List<String> words(ContainerDefaults config, Command command) {
        return switch (command) {
            case Command.Arguments(var words) -> words;
            case Command.Line line -> inShell(config, RunStep.line(line));
        };
    }

    static List<String> inShell(ContainerDefaults config, String line) {
        var shell = config.command().shell();
        var all = new ArrayList<>(shell == null || shell.isEmpty() ? SHELL : shell);
        all.add(line);
        return all;
    }

    /// All values of one instruction see the environment before it.
    private static ConfigurationChange environment(
            ContainerDefaults old, Instruction.Env env, Variables variables) {
        var changed = old;
        var text = new StringBuilder("ENV");
        for (var pair : env.pairs()) {
            var name = pair.name().expand(variables);
            var value = pair.value().expand(variables);
            changed = Metadata.environment(changed, name, value);
            text.append(' ').append(name).append('=').append(value);
        }
        return new ConfigurationChange(changed, text.toString());
    }

    private static ConfigurationChange labels(
            ContainerDefaults old, Instruction.Label label, Variables variables) {
        var labels = new LinkedHashMap<String, String>();
        for (var pair : label.pairs()) {
            labels.put(pair.name().expand(variables), pair.value().expand(variables));
        }
        var text =
                labels.entrySet().stream()
                        .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("", "LABEL", ""));
        return new ConfigurationChange(Metadata.labels(old, labels), text);
    }

    private static List<String> ports(List<Word> words, Variables variables) {
        var ports = new ArrayList<String>();
        for (var word : words) {
            for (var written : word.expandToList(variables)) ports.addAll(ports(written));
        }
        return ports;
    }

    private static List<String> ports(String written) {
        // What is before the container's port is for `run -p`.
        var last = written.substring(written.lastIndexOf(':') + 1);
        var match = PORT.matcher(last);
        if (!match.matches()) throw invalidPort(written);
        var protocol = match.group(3) == null ? "tcp" : match.group(3).toLowerCase(Locale.ROOT);
        int first = Integer.parseInt(match.group(1));
        int end = match.group(2) == null ? first : Integer.parseInt(match.group(2));
        boolean known = Set.of("tcp", "udp", "sctp").contains(protocol);
        if (!known || first > end || end > LARGEST_PORT) throw invalidPort(written);
        var ports = new ArrayList<String>();
        for (int port = first; port <= end; port++) ports.add(port + "/" + protocol);
        return ports;
    }

    private static InvalidInput invalidPort(String written) {
        return new InvalidInput(
                FaultCode.BUILD_STEP_REFUSED,
                "invalid containerPort: " + written + ": 80, 8000-8010 or 53/udp is meant");
    }

    private static ConfigurationChange health(
            ContainerDefaults old, Instruction.HealthCheck check) {
        var timing = check.timing();
        var test =
                check.test()
                        .map(
                                command ->
                                        switch (command) {
                                            case Command.Line line ->
                                                    List.of("CMD-SHELL", line.text());
                                            case Command.Arguments(var words) -> {
                                                var all = new ArrayList<>(List.of("CMD"));
                                                all.addAll(words);
                                                yield all;
                                            }
                                        })
                        .orElse(List.of("NONE"));
        int retries = timing.retries() == null ? 0 : timing.retries();
        var configured =
                new Healthcheck(
                        test,
                        orZero(timing.interval()),
                        orZero(timing.timeout()),
                        orZero(timing.startPeriod()),
                        orZero(timing.startInterval()),
                        retries);
        var text =
                "HEALTHCHECK &{"
                        + GoText.quoted(test)
                        + " "
                        + GoText.quoted(configured.interval())
                        + " "
                        + GoText.quoted(configured.timeout())
                        + " "
                        + GoText.quoted(configured.startPeriod())
                        + " "
                        + GoText.quoted(configured.startInterval())
                        + " "
                        + GoText.character(retries)
                        + "}";
        return new ConfigurationChange(Metadata.health(old, configured), text);
    }

    private static Duration orZero(@Nullable Duration duration) {
        return duration == null ? Duration.ZERO : duration;
    }
}
