package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A command line client for an engine: the real docker, or ours, which takes the same words.
public final class DockerCli {
    private final List<String> program;
    private final Map<String, String> environment;

    private DockerCli(List<String> program, Map<String, String> environment) {
        this.program = program;
        this.environment = environment;
    }

    /// The real docker CLI of the host.
    public static DockerCli docker(TestedEngine engine) {
        return of(List.of(HostTools.present("docker").toString()), engine);
    }

    /// A client that takes docker's words.
    public static DockerCli of(List<String> program, TestedEngine engine) {
        var environment =
                Map.of(
                        "DOCKER_HOST",
                        "unix://" + engine.socket(),
                        "DOCKER_CONFIG",
                        engine.files().resolve("client").toString(),
                        "LC_ALL",
                        "C.UTF-8",
                        "TERM",
                        "xterm");
        return new DockerCli(program, environment);
    }

    /// The same client with a variable more in its environment.
    public DockerCli with(String name, String value) {
        var more = new java.util.HashMap<>(environment);
        more.put(name, value);
        return new DockerCli(program, more);
    }

    /// Runs a command without input to its end.
    public CommandOutcome run(String... arguments) {
        return run(Patience.LONG, arguments);
    }

    /// Runs a command without input to its end.
    public CommandOutcome run(Duration patience, String... arguments) {
        try (var running = start(arguments)) {
            running.closeInput();
            return running.outcome(patience);
        }
    }

    /// Runs a command that must succeed.
    ///
    /// @return its standard output without the last line end
    public String ok(String... arguments) {
        var outcome = run(arguments);
        assertThat(outcome.code()).as("%s: %s", List.of(arguments), outcome).isZero();
        return outcome.line();
    }

    /// Runs a command with an input that ends at once.
    public CommandOutcome feed(String input, String... arguments) {
        try (var running = start(arguments)) {
            running.type(input);
            running.closeInput();
            return running.outcome();
        }
    }

    /// Starts a command with pipes.
    public RunningCommand start(String... arguments) {
        return RunningCommand.start(command(arguments), environment);
    }

    /// Starts a command whose output is too much to keep: the caller reads it.
    public Process process(String... arguments) {
        var builder = new ProcessBuilder(command(arguments));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a command on a terminal of 100 columns and 30 rows.
    public RunningCommand terminal(String... arguments) {
        HostTools.installed("script", "bsdutils");
        var line =
                command(arguments).stream().map(DockerCli::quoted).collect(Collectors.joining(" "));
        return RunningCommand.start(
                List.of("script", "-qec", "stty rows 30 cols 100; exec " + line, "/dev/null"),
                environment);
    }

    /// The same client as a pipeline of the shell would start it.
    public CommandOutcome shell(String script) {
        var all = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        all.addAll(program);
        try (var running = RunningCommand.start(all, environment)) {
            running.closeInput();
            return running.outcome();
        }
    }

    private List<String> command(String... arguments) {
        return Stream.concat(program.stream(), Stream.of(arguments)).toList();
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
