package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonClient;
import dev.caisson.cli.Each;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.create.UpdateRequest;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.IOException;

/// The commands that are one call of the API for each container named.
public final class ContainerVerbs {
    private static final String SEVERAL = "[OPTIONS] CONTAINER [CONTAINER...]";

    private ContainerVerbs() {}

    public static Command stop() {
        return new Each(
                () -> stopping("Stop one or more running containers"),
                (daemon, arguments, name) -> stopWith(daemon, arguments, name, "stop"));
    }

    public static Command restart() {
        return new Each(
                () -> stopping("Restart one or more containers"),
                (daemon, arguments, name) -> stopWith(daemon, arguments, name, "restart"));
    }

    private static Syntax stopping(String description) {
        return new Syntax(SEVERAL, description, 1, Syntax.ANY)
                .string('s', "signal", "Signal to send to the container")
                .integer('t', "timeout", "Seconds to wait before killing the container")
                .integer("time", "Seconds to wait before killing the container (old name)");
    }

    private static String stopWith(DaemonClient daemon, Arguments given, String name, String verb)
            throws IOException {
        var target = Query.of(path(name, verb));
        given.string("signal").ifPresent(signal -> target.with("signal", signal));
        given.integer("timeout")
                .or(() -> given.integer("time"))
                .ifPresent(seconds -> target.with("t", seconds));
        daemon.post(target.toString(), null);
        return name;
    }

    public static Command update() {
        return new Each(
                () ->
                        UpdateRequest.declare(
                                new Syntax(
                                        SEVERAL,
                                        "Update configuration of one or more containers",
                                        1,
                                        Syntax.ANY)),
                (daemon, arguments, name) -> {
                    var ports = UpdateRequest.ports(arguments);
                    if (!ports.isEmpty()) daemon.post(path(name, "ports"), ports);
                    var limits = UpdateRequest.of(arguments);
                    if (!limits.isEmpty() || ports.isEmpty()) {
                        daemon.post(path(name, "update"), limits);
                    }
                    return name;
                });
    }

    public static Command kill() {
        return new Each(
                () ->
                        new Syntax(SEVERAL, "Kill one or more running containers", 1, Syntax.ANY)
                                .string('s', "signal", "Signal to send to the container"),
                (daemon, arguments, name) -> {
                    var signal = arguments.string("signal").orElse("KILL");
                    daemon.post(
                            Query.of(path(name, "kill")).with("signal", signal).toString(), null);
                    return name;
                });
    }

    public static Command pause() {
        return plain("pause", "Pause all processes within one or more containers");
    }

    public static Command unpause() {
        return plain("unpause", "Unpause all processes within one or more containers");
    }

    private static Command plain(String verb, String description) {
        return new Each(
                () -> new Syntax("CONTAINER [CONTAINER...]", description, 1, Syntax.ANY),
                (daemon, _, name) -> {
                    daemon.post(path(name, verb), null);
                    return name;
                });
    }

    public static Command remove() {
        return new Each(
                () ->
                        new Syntax(SEVERAL, "Remove one or more containers", 1, Syntax.ANY)
                                .bool(
                                        'f',
                                        "force",
                                        "Force the removal of a running container (uses SIGKILL)")
                                .bool('l', "link", "Remove the specified link")
                                .bool(
                                        'v',
                                        "volumes",
                                        "Remove anonymous volumes associated with the container"),
                (daemon, arguments, name) -> {
                    var target =
                            Query.of("/containers/" + Query.escape(name))
                                    .withIf(arguments.flag("force"), "force", "1")
                                    .withIf(arguments.flag("link"), "link", "1")
                                    .withIf(arguments.flag("volumes"), "v", "1");
                    daemon.delete(target.toString());
                    return name;
                });
    }

    public static Command await() {
        return new Each(
                () ->
                        new Syntax(
                                "CONTAINER [CONTAINER...]",
                                "Block until one or more containers stop, then print their exit"
                                        + " codes",
                                1,
                                Syntax.ANY),
                (daemon, _, name) ->
                        String.valueOf(
                                Json.number(daemon.post(path(name, "wait"), null), "StatusCode")));
    }

    /// @param name as the user wrote it
    static String path(String name, String verb) {
        return "/containers/" + Query.escape(name) + "/" + verb;
    }
}
