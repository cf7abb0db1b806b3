package dev.caisson.cli.network;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `network create`.
public final class CreateNetwork implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS] NETWORK", "Create a network", 1, 1)
                .bool("attachable", "Enable manual container attachment")
                .list("aux-address", "Auxiliary IPv4 or IPv6 addresses used by Network driver")
                .string("config-from", "The network from which to copy the configuration")
                .bool("config-only", "Create a configuration only network")
                .string('d', "driver", "Driver to manage the Network (default bridge)")
                .list("gateway", "IPv4 or IPv6 Gateway for the master subnet")
                .bool("ingress", "Create swarm routing-mesh network")
                .bool("internal", "Restrict external access to the network")
                .list("ip-range", "Allocate container ip from a sub-range")
                .string("ipam-driver", "IP Address Management Driver")
                .list("ipam-opt", "Set IPAM driver specific options")
                .bool("ipv4", "Enable or disable IPv4 address assignment")
                .bool("ipv6", "Enable or disable IPv6 address assignment")
                .list("label", "Set metadata on a network")
                .list('o', "opt", "Set driver specific options")
                .string("scope", "Control the network's scope")
                .list("subnet", "Subnet in CIDR format that represents a network segment");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var request = new LinkedHashMap<String, @Nullable Object>();
        request.put("Name", arguments.positional().getFirst());
        arguments.string("driver").ifPresent(driver -> request.put("Driver", driver));
        request.put("Internal", arguments.flag("internal"));
        request.put("Attachable", arguments.flag("attachable"));
        request.put("Ingress", arguments.flag("ingress"));
        request.put("ConfigOnly", arguments.flag("config-only"));
        arguments
                .string("config-from")
                .ifPresent(from -> request.put("ConfigFrom", Map.of("Network", from)));
        arguments.string("scope").ifPresent(scope -> request.put("Scope", scope));
        for (var family : List.of("4", "6")) {
            if (arguments.has("ipv" + family)) {
                request.put("EnableIPv" + family, arguments.flag("ipv" + family));
            }
        }
        var ipam = new LinkedHashMap<String, @Nullable Object>();
        ipam.put("Driver", arguments.string("ipam-driver").orElse("default"));
        ipam.put("Options", Pairs.of(arguments.list("ipam-opt")));
        ipam.put("Config", SubnetFlags.read(arguments));
        request.put("IPAM", ipam);
        request.put("Options", Pairs.of(arguments.list("opt")));
        request.put("Labels", Pairs.of(arguments.list("label")));
        var created = session.daemon().post("/networks/create", request);
        session.out().println(Json.text(created, "Id"));
        return 0;
    }
}
