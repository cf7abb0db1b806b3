package dev.caisson.cli.network;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Ports;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `port`: where the ports of a container are published.
public final class Port implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                "CONTAINER [PRIVATE_PORT[/PROTO]]",
                "List port mappings or a specific mapping for the container",
                1,
                2);
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var name = arguments.positional().getFirst();
        var container = session.daemon().get("/containers/" + Query.escape(name) + "/json");
        var settings = Json.at(container, "NetworkSettings");
        var ports = Json.object(Json.at(settings, "Ports"));
        var reach = Json.object(Json.at(settings, "PortReach"));
        if (arguments.positional().size() == 2) {
            var asked = arguments.positional().get(1);
            var port = asked.contains("/") ? asked : asked + "/tcp";
            var bindings = Json.list(ports.get(port));
            if (bindings.isEmpty()) {
                session.err().println("no public port '" + asked + "' published for " + name);
                return 1;
            }
            for (var binding : bindings) session.out().println(host(binding));
            return 0;
        }
        ports.forEach(
                (port, bindings) -> {
                    var known = Json.list(reach.get(port));
                    for (var binding : Json.list(bindings)) {
                        session.out().println(port + " -> " + shown(binding, known));
                    }
                });
        return 0;
    }

    private static String host(@Nullable Object binding) {
        var ip = Json.text(binding, "HostIp");
        return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + Json.text(binding, "HostPort");
    }

    /// With who can reach it, and whether the container sees them.
    ///
    /// @param known of the container's port; other engines do not tell
    private static String shown(@Nullable Object binding, List<@Nullable Object> known) {
        for (var one : known) {
            if (!host(one).equals(host(binding))) continue;
            boolean unseen = Json.text(one, "Source").equals("host");
            return host(binding)
                    + " ("
                    + Ports.reach(Json.text(one, "Reach"))
                    + (unseen ? "; the container sees the host as client)" : ")");
        }
        return host(binding);
    }
}
