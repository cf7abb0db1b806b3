package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonError;
import dev.caisson.cli.Main;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.create.KeyValueFiles;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.StandardStreams;
import dev.caisson.cli.terminal.DetachKeys;
import dev.caisson.cli.terminal.RawTerminal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `exec`: runs one more program in a running container.
public final class Exec implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] CONTAINER COMMAND [ARG...]",
                        "Execute a command in a running container",
                        2,
                        Syntax.ANY)
                .flagsEndAtFirstArgument()
                .bool('d', "detach", "Detached mode: run command in the background")
                .string("detach-keys", "Override the key sequence for detaching a container")
                .list('e', "env", "Set environment variables")
                .list("env-file", "Read in a file of environment variables")
                .bool('i', "interactive", "Keep STDIN open even if not attached")
                .bool("privileged", "Give extended privileges to the command")
                .bool('t', "tty", "Allocate a pseudo-TTY")
                .string('u', "user", "Username or UID (format: \"<name|uid>[:<group|gid>]\")")
                .string('w', "workdir", "Working directory inside the container");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean detach = arguments.flag("detach");
        boolean tty = arguments.flag("tty");
        boolean stdin = arguments.flag("interactive") && !detach;
        var words = arguments.positional();
        var created =
                session.daemon()
                        .post(
                                ContainerVerbs.path(words.get(0), "exec"),
                                request(arguments, stdin, tty, detach, session.environment()));
        var id = Json.text(created, "Id");
        var start = new LinkedHashMap<String, @Nullable Object>();
        start.put("Detach", detach);
        start.put("Tty", tty);
        if (detach) {
            session.daemon().post("/exec/" + id + "/start", start);
            return 0;
        }
        try {
            return attached(arguments, session, id, stdin, tty, start);
        } catch (DaemonError refused) {
            session.err().println(refused.text());
            int code = Run.exitCode(String.valueOf(refused.getMessage()));
            return code == Main.DAEMON_FAILURE ? 1 : code;
        }
    }

    private static int attached(
            Arguments arguments,
            Session session,
            String id,
            boolean stdin,
            boolean tty,
            Map<String, @Nullable Object> start)
            throws IOException {
        boolean raw = tty && stdin && StandardStreams.inIsTerminal();
        try (var terminal = raw ? RawTerminal.enter() : null) {
            // The program must not see a window without a size, not even at its start.
            if (terminal != null) {
                start.put("ConsoleSize", List.of(terminal.rows(), terminal.columns()));
            }
            var answer =
                    session.daemon()
                            .call("POST", "/exec/" + id + "/start", start, Foreground.upgrade());
            try (var streams = new AttachedStreams(answer, tty)) {
                if (terminal != null) {
                    terminal.onResize(() -> resize(session, id, terminal));
                }
                if (stdin) {
                    streams.sendInput(DetachKeys.of(arguments.string("detach-keys").orElse("")));
                }
                streams.receiveOutput(session);
                if (streams.isDetached()) return 0;
            }
        }
        return (int) Json.number(session.daemon().get("/exec/" + id + "/json"), "ExitCode");
    }

    private static Map<String, @Nullable Object> request(
            Arguments arguments,
            boolean stdin,
            boolean tty,
            boolean detach,
            Map<String, String> environment)
            throws IOException {
        var words = arguments.positional();
        var request = new LinkedHashMap<String, @Nullable Object>();
        request.put("Cmd", words.subList(1, words.size()));
        request.put("AttachStdin", stdin);
        request.put("AttachStdout", !detach);
        request.put("AttachStderr", !detach);
        request.put("Tty", tty);
        request.put("Privileged", arguments.flag("privileged"));
        arguments.string("user").ifPresent(user -> request.put("User", user));
        arguments.string("workdir").ifPresent(directory -> request.put("WorkingDir", directory));
        arguments.string("detach-keys").ifPresent(keys -> request.put("DetachKeys", keys));
        request.put(
                "Env",
                KeyValueFiles.environment(
                        arguments.list("env-file"), arguments.list("env"), environment));
        return request;
    }

    private static void resize(Session session, String id, RawTerminal terminal) {
        try {
            session.daemon()
                    .post(
                            Query.of("/exec/" + id + "/resize")
                                    .with("h", terminal.rows())
                                    .with("w", terminal.columns())
                                    .toString(),
                            null);
        } catch (DaemonError | IOException alreadyGone) {
            // The program ended first: there is no terminal left to resize.
        }
    }
}
