package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonError;
import dev.caisson.cli.Main;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.create.ContainerRequest;
import java.io.IOException;
import java.util.Locale;

/// `run`: makes a container, starts it and, unless detached, carries its streams and returns its
/// exit code.
public final class Run implements Command {
    private static final int CANNOT_EXECUTE = 126;
    private static final int NOT_FOUND = 127;

    @Override
    public Syntax syntax() {
        var syntax =
                new Syntax(
                                "[OPTIONS] IMAGE [COMMAND] [ARG...]",
                                "Create and run a new container from an image",
                                1,
                                Syntax.ANY)
                        .flagsEndAtFirstArgument()
                        .bool('d', "detach", "Run container in background and print container ID")
                        .bool("sig-proxy", "Proxy received signals to the process")
                        .string(
                                "detach-keys",
                                "Override the key sequence for detaching a container");
        return ContainerRequest.declare(Creation.declare(syntax));
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        try {
            return started(arguments, session);
        } catch (DaemonError refused) {
            session.err().println("caisson: " + refused.text());
            return exitCode(String.valueOf(refused.getMessage()));
        }
    }

    /// Docker's exit codes for a container that could not be started.
    static int exitCode(String message) {
        if (message.contains("executable file not found")
                || message.contains("no such file or directory")) {
            return NOT_FOUND;
        }
        return message.toLowerCase(Locale.ROOT).contains("permission denied")
                        || message.contains("exec format error")
                ? CANNOT_EXECUTE
                : Main.DAEMON_FAILURE;
    }

    private static int started(Arguments arguments, Session session) throws IOException {
        boolean detach = arguments.flag("detach");
        boolean tty = arguments.flag("tty");
        boolean remove = arguments.flag("rm");
        var named =
                arguments.list("attach").stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList();
        if (detach && !named.isEmpty()) {
            throw new UsageError("conflicting options: cannot specify both --attach and --detach");
        }
        boolean stdin =
                arguments.flag("interactive") && (named.isEmpty() || named.contains("stdin"));
        boolean stdout = named.isEmpty() || named.contains("stdout");
        boolean stderr = named.isEmpty() || named.contains("stderr");
        var request = ContainerRequest.of(arguments);
        request.attach(!detach && stdin, !detach && stdout, !detach && stderr, !detach && stdin);
        var id = new Creation(session, arguments).create(request, named);
        if (detach) {
            session.daemon().post(ContainerVerbs.path(id, "start"), null);
            session.out().println(id);
            return 0;
        }
        var wish =
                new Foreground.Wish(
                        stdin,
                        stdout,
                        stderr,
                        tty,
                        arguments.flag("sig-proxy", true) && !tty,
                        arguments.string("detach-keys").orElse(""));
        var foreground = new Foreground(session, id, wish);
        try (var streams = foreground.attach()) {
            var exit = foreground.awaitExit(remove);
            session.daemon().post(ContainerVerbs.path(id, "start"), null);
            return foreground.carry(streams, exit);
        }
    }
}
