package dev.caisson.cli.network;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `network connect` and `network disconnect`.
public final class Connect implements Command {
    private final boolean connects;

    /// @param connects false to disconnect
    public Connect(boolean connects) {
        this.connects = connects;
    }

    @Override
    public Syntax syntax() {
        if (!connects) {
            return new Syntax(
                            "[OPTIONS] NETWORK CONTAINER",
                            "Disconnect a container from a network",
                            2,
                            2)
                    .bool('f', "force", "Force the container to disconnect from a network");
        }
        return new Syntax("[OPTIONS] NETWORK CONTAINER", "Connect a container to a network", 2, 2)
                .list("alias", "Add network-scoped alias for the container")
                .list("driver-opt", "driver options for the network")
                .string("gw-priority", "Highest gw-priority provides the default gateway")
                .string("ip", "IPv4 address (e.g., \"172.30.100.104\")")
                .string("ip6", "IPv6 address (e.g., \"2001:db8::33\")")
                .list("link", "Add link to another container")
                .list("link-local-ip", "Add a link-local address for the container");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var network = arguments.positional().get(0);
        var request = new LinkedHashMap<String, @Nullable Object>();
        request.put("Container", arguments.positional().get(1));
        if (connects) request.put("EndpointConfig", endpoint(arguments));
        else request.put("Force", arguments.flag("force"));
        session.daemon()
                .post(
                        NetworkVerbs.path(network) + (connects ? "/connect" : "/disconnect"),
                        request);
        return 0;
    }

    private static Map<String, @Nullable Object> endpoint(Arguments arguments) {
        var addresses = new LinkedHashMap<String, @Nullable Object>();
        arguments.string("ip").ifPresent(ip -> addresses.put("IPv4Address", ip));
        arguments.string("ip6").ifPresent(ip -> addresses.put("IPv6Address", ip));
        if (arguments.has("link-local-ip")) {
            addresses.put("LinkLocalIPs", arguments.list("link-local-ip"));
        }
        var endpoint = new LinkedHashMap<String, @Nullable Object>();
        if (!addresses.isEmpty()) endpoint.put("IPAMConfig", addresses);
        if (arguments.has("alias")) endpoint.put("Aliases", arguments.list("alias"));
        if (arguments.has("link")) endpoint.put("Links", arguments.list("link"));
        if (arguments.has("driver-opt")) {
            var options = new LinkedHashMap<String, @Nullable Object>();
            for (var option : arguments.list("driver-opt")) {
                int equals = option.indexOf('=');
                options.put(
                        equals < 0 ? option : option.substring(0, equals),
                        equals < 0 ? "" : option.substring(equals + 1));
            }
            endpoint.put("DriverOpts", options);
        }
        arguments
                .string("gw-priority")
                .ifPresent(priority -> endpoint.put("GwPriority", Long.valueOf(priority)));
        return endpoint;
    }
}
