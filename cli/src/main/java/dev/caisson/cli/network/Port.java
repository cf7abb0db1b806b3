package dev.caisson.cli.network;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.util.ArrayList;
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
        var ports = Json.object(Json.at(Json.at(container, "NetworkSettings"), "Ports"));
        if (arguments.positional().size() == 2) {
            var asked = arguments.positional().get(1);
            var port = asked.contains("/") ? asked : asked + "/tcp";
            var bindings = Json.list(ports.get(port));
            if (bindings.isEmpty()) {
                session.err().println("no public port '" + asked + "' published for " + name);
                return 1;
            }
            hosts(bindings).forEach(session.out()::println);
            return 0;
        }
        ports.forEach(
                (port, bindings) ->
                        hosts(Json.list(bindings))
                                .forEach(host -> session.out().println(port + " -> " + host)));
        return 0;
    }

    private static List<String> hosts(List<@Nullable Object> bindings) {
        var hosts = new ArrayList<String>();
        for (var binding : bindings) {
            var ip = Json.text(binding, "HostIp");
            hosts.add(
                    (ip.contains(":") ? "[" + ip + "]" : ip)
                            + ":"
                            + Json.text(binding, "HostPort"));
        }
        return hosts;
    }
}
