package dev.caisson.cli.container;

import dev.caisson.cli.DaemonError;
import dev.caisson.cli.Session;
import dev.caisson.cli.http.Answer;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.StandardStreams;
import dev.caisson.cli.terminal.DetachKeys;
import dev.caisson.cli.terminal.ForwardedSignals;
import dev.caisson.cli.terminal.RawTerminal;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container in the user's foreground: its streams are the user's, signals are passed on and its
/// exit code becomes ours. What `run`, `start --attach` and `attach` have in common.
final class Foreground {
    /// What is wanted of the streams.
    ///
    /// @param stdin true to send standard input
    /// @param tty true when the container has a terminal
    /// @param forwardSignals true to pass signals on
    record Wish(
            boolean stdin,
            boolean stdout,
            boolean stderr,
            boolean tty,
            boolean forwardSignals,
            String detachKeys) {}

    private final Session session;
    private final String id;
    private final Wish wish;

    Foreground(Session session, String id, Wish wish) {
        this.session = session;
        this.id = id;
        this.wish = wish;
    }

    /// Joins the streams. Before the container is started, so that no byte is missed.
    AttachedStreams attach() throws IOException {
        var target =
                Query.of(ContainerVerbs.path(id, "attach"))
                        .with("stream", "1")
                        .withIf(wish.stdin(), "stdin", "1")
                        .withIf(wish.stdout(), "stdout", "1")
                        .withIf(wish.stderr(), "stderr", "1")
                        .withIf(!wish.detachKeys().isEmpty(), "detachKeys", wish.detachKeys());
        var answer = session.daemon().call("POST", target.toString(), null, upgrade());
        return new AttachedStreams(answer, wish.tty());
    }

    static Map<String, String> upgrade() {
        return Map.of("Connection", "Upgrade", "Upgrade", "tcp");
    }

    /// Asks for the next exit. The answer's head comes at once, its body when the container has
    /// ended.
    ///
    /// @param removed true to wait until the container is removed as well
    Answer awaitExit(boolean removed) throws IOException {
        var target =
                Query.of(ContainerVerbs.path(id, "wait"))
                        .with("condition", removed ? "removed" : "next-exit");
        return session.daemon().call("POST", target.toString(), null);
    }

    /// Carries the streams until the container ends or the user detaches.
    ///
    /// @param exit from [#awaitExit]
    /// @return the container's exit code; 0 when the user detached
    int carry(AttachedStreams streams, Answer exit) throws IOException {
        if (wish.forwardSignals()) ForwardedSignals.to(this::kill);
        boolean raw = wish.tty() && wish.stdin() && StandardStreams.inIsTerminal();
        try (var terminal = raw ? RawTerminal.enter() : null) {
            if (terminal != null) terminal.onResize(() -> resize(terminal));
            if (wish.stdin()) streams.sendInput(DetachKeys.of(wish.detachKeys()));
            streams.receiveOutput(session);
            session.out().flush();
            session.err().flush();
        }
        if (streams.isDetached()) {
            session.err().println("read escape sequence");
            return 0;
        }
        try (var _ = exit.connection()) {
            return exitCode(Json.parse(exit.bytes()));
        }
    }

    private int exitCode(@Nullable Object answer) {
        var error = Json.text(answer, "Error", "Message");
        if (!error.isEmpty()) session.err().println("Error waiting for container: " + error);
        return (int) Json.number(answer, "StatusCode");
    }

    private void kill(String signal) {
        try {
            session.daemon()
                    .post(
                            Query.of(ContainerVerbs.path(id, "kill"))
                                    .with("signal", signal)
                                    .toString(),
                            null);
        } catch (DaemonError | IOException alreadyGone) {
            // The container ended first; its exit code is on the way.
        }
    }

    private void resize(RawTerminal terminal) {
        if (terminal.rows() == 0 && terminal.columns() == 0) return;
        try {
            session.daemon()
                    .post(
                            Query.of(ContainerVerbs.path(id, "resize"))
                                    .with("h", terminal.rows())
                                    .with("w", terminal.columns())
                                    .toString(),
                            null);
        } catch (DaemonError | IOException alreadyGone) {
            // As above: there is no terminal left to resize.
        }
    }
}
