package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonError;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.json.Json;
import java.io.IOException;

/// `start`: starts stopped containers; one of them can be attached.
public final class Start implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] CONTAINER [CONTAINER...]",
                        "Start one or more stopped containers",
                        1,
                        Syntax.ANY)
                .bool('a', "attach", "Attach STDOUT/STDERR and forward signals")
                .bool('i', "interactive", "Attach container's STDIN")
                .string("detach-keys", "Override the key sequence for detaching a container");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean interactive = arguments.flag("interactive");
        if (arguments.flag("attach") || interactive) {
            if (arguments.positional().size() > 1) {
                throw new UsageError("you cannot start and attach multiple containers at once");
            }
            return attached(arguments, session, interactive);
        }
        int code = 0;
        for (var name : arguments.positional()) {
            try {
                session.daemon().post(ContainerVerbs.path(name, "start"), null);
                session.out().println(name);
            } catch (DaemonError refused) {
                session.err().println(refused.text());
                code = 1;
            }
        }
        if (code != 0) session.err().println("Error: failed to start containers");
        return code;
    }

    private static int attached(Arguments arguments, Session session, boolean interactive)
            throws IOException {
        var container =
                session.daemon().get(ContainerVerbs.path(arguments.positional().get(0), "json"));
        var id = Json.text(container, "Id");
        boolean tty = Json.flag(container, "Config", "Tty");
        boolean remove = Json.flag(container, "HostConfig", "AutoRemove");
        boolean stdin = interactive && Json.flag(container, "Config", "OpenStdin");
        var wish =
                new Foreground.Wish(
                        stdin, true, true, tty, !tty, arguments.string("detach-keys").orElse(""));
        var foreground = new Foreground(session, id, wish);
        try (var streams = foreground.attach()) {
            var exit = foreground.awaitExit(remove);
            session.daemon().post(ContainerVerbs.path(id, "start"), null);
            return foreground.carry(streams, exit);
        }
    }
}
