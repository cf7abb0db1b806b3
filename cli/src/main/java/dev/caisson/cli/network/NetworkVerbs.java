package dev.caisson.cli.network;

import dev.caisson.cli.Command;
import dev.caisson.cli.Each;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;

/// The commands that are one call of the API for each network named.
public final class NetworkVerbs {
    private NetworkVerbs() {}

    public static Command remove() {
        return new Each(
                () ->
                        new Syntax(
                                        "NETWORK [NETWORK...]",
                                        "Remove one or more networks",
                                        1,
                                        Syntax.ANY)
                                .bool('f', "force", "Do not error if the network does not exist"),
                (daemon, arguments, name) -> {
                    try {
                        daemon.delete(path(name));
                    } catch (dev.caisson.cli.DaemonError missing) {
                        if (missing.status() != 404 || !arguments.flag("force")) throw missing;
                    }
                    return name;
                });
    }

    static String path(String name) {
        return "/networks/" + Query.escape(name);
    }
}
