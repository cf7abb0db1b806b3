package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/// A command of the host while it runs: its input can be written and its output watched.
public final class RunningCommand implements AutoCloseable {
    private final List<String> command;
    private final Process process;
    private final Collected out;
    private final Collected err;

    private RunningCommand(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        out = Collected.from(process.getInputStream());
        err = Collected.from(process.getErrorStream());
    }

    /// Starts a command with these variables added to the environment.
    public static RunningCommand start(List<String> command, Map<String, String> environment) {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            return new RunningCommand(command, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a command in a directory; its errors go where its output goes.
    static RunningCommand start(List<String> command, Path directory) {
        var builder = new ProcessBuilder(command);
        builder.directory(directory.toFile()).redirectErrorStream(true);
        try {
            return new RunningCommand(command, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Process id of the command.
    public long pid() {
        return process.pid();
    }

    /// Writes to its standard input.
    public void type(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends its standard input.
    public void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until its standard output fulfils a condition.
    public void awaitOutput(Predicate<String> condition) {
        Awaitility.await(String.join(" ", command))
                .atMost(Patience.LONG)
                .pollInterval(Duration.ofMillis(10))
                .failFast(
                        "the command ended",
                        () -> !process.isAlive() && !condition.test(out.settled()))
                .conditionEvaluationListener(null)
                .until(out::text, condition);
    }

    /// Waits until its standard output contains a text.
    public void awaitOutput(String text) {
        try {
            awaitOutput(output -> output.contains(text));
        } catch (org.awaitility.core.ConditionTimeoutException
                | org.awaitility.core.TerminalFailureException e) {
            fail("%s: no <%s> in <%s> <%s>", command, text, out.text(), err.text());
        }
    }

    /// What it has printed to standard output so far.
    public String output() {
        return out.text();
    }

    /// Sends it SIGTERM.
    public void terminate() {
        process.destroy();
    }

    /// Sends it a signal by name.
    public void signal(String name) {
        assertThat(CommandOutcome.of("kill", "-" + name, Long.toString(pid())).code()).isZero();
    }

    /// Waits for its end.
    public CommandOutcome outcome() {
        return outcome(Patience.LONG);
    }

    /// Waits for its end.
    public CommandOutcome outcome(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return fail("%s does not end: <%s> <%s>", command, out.text(), err.text());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return new CommandOutcome(process.exitValue(), out.settled(), err.settled());
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// Reads a pipe in a thread of its own, so that the command never waits for the test.
    private static final class Collected {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread reader;

        private Collected(InputStream pipe) {
            reader = Thread.ofVirtual().start(() -> copy(pipe));
        }

        static Collected from(InputStream pipe) {
            return new Collected(pipe);
        }

        private void copy(InputStream pipe) {
            try (pipe) {
                pipe.transferTo(bytes);
            } catch (IOException closed) {
                // The command was ended by the test: what it had printed is what counts.
            }
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        /// All of the output of a command that has ended.
        String settled() {
            try {
                // A grandchild may hold the pipe open: then what is there must do.
                reader.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return text();
        }
    }
}
