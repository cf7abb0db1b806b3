package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonError;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.json.Json;
import java.io.IOException;

/// `attach`: joins the streams of a running container.
public final class Attach implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] CONTAINER",
                        "Attach local standard input, output, and error streams to a running container",
                        1,
                        1)
                .string("detach-keys", "Override the key sequence for detaching a container")
                .bool("no-stdin", "Do not attach STDIN")
                .bool("sig-proxy", "Proxy all received signals to the process");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var container =
                session.daemon().get(ContainerVerbs.path(arguments.positional().get(0), "json"));
        if (!Json.flag(container, "State", "Running")) {
            throw new DaemonError(409, "You cannot attach to a stopped container, start it first");
        }
        if (Json.flag(container, "State", "Paused")) {
            throw new DaemonError(409, "You cannot attach to a paused container, unpause it first");
        }
        boolean tty = Json.flag(container, "Config", "Tty");
        var wish =
                new Foreground.Wish(
                        Json.flag(container, "Config", "OpenStdin") && !arguments.flag("no-stdin"),
                        true,
                        true,
                        tty,
                        arguments.flag("sig-proxy", true) && !tty,
                        arguments.string("detach-keys").orElse(""));
        var foreground = new Foreground(session, Json.text(container, "Id"), wish);
        var exit = foreground.awaitExit(false);
        try (var streams = foreground.attach()) {
            return foreground.carry(streams, exit);
        }
    }
}
