package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Exposed and published ports.
final class PortFlags implements RequestPart {
    private static final Pattern PUBLISH =
            Pattern.compile(
                    "(?:(?:\\[([^]]+)]|([^:]*)):)??(?:(\\d*(?:-\\d+)?):)?(\\d+(?:-\\d+)?)(?:/(tcp|udp|sctp))?");

    @Override
    public void declare(Syntax syntax) {
        syntax.list('p', "publish", "Publish a container's port(s) to the host")
                .bool('P', "publish-all", "Publish all exposed ports to random ports")
                .list("expose", "Expose a port or a range of ports")
                .string(
                        "publish-scope",
                        "Who reaches ports that name no address (loopback|lan|all)")
                .bool(
                        "on-demand",
                        "Start with the first connection to a published port, rest without any")
                .string("idle", "With --on-demand: freeze after this time, stop after twice it")
                .string("publish-group", "Share published ports with the others of a group")
                .bool(
                        "firewall-honest",
                        "Let the host's INPUT rules decide on published ports; the container sees"
                                + " the host as the client");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) {
        if (arguments.has("publish-all"))
            request.host("PublishAllPorts", arguments.flag("publish-all"));
        var exposed = new LinkedHashMap<String, Object>();
        var bindings = new LinkedHashMap<String, List<Map<String, String>>>();
        for (var port : arguments.list("expose")) expose(port, exposed);
        for (var port : arguments.list("publish")) publish(port, exposed, bindings);
        if (!exposed.isEmpty()) request.config("ExposedPorts", exposed);
        if (!bindings.isEmpty()) request.host("PortBindings", bindings);
    }

    /// Published ports as the API takes them: from a port of the container to those of the host.
    static Map<String, List<Map<String, String>>> bindings(List<String> published) {
        var bindings = new LinkedHashMap<String, List<Map<String, String>>>();
        for (var port : published) publish(port, new LinkedHashMap<>(), bindings);
        return bindings;
    }

    private static void expose(String written, Map<String, Object> exposed) {
        var parts = written.split("/", 2);
        var protocol = parts.length == 2 ? parts[1] : "tcp";
        for (int port : range("--expose", written, parts[0]))
            exposed.put(port + "/" + protocol, Map.of());
    }

    /// `[[IP:][HOST]:]CONTAINER[/PROTOCOL]`, ranges included, and the long form
    /// `target=80,published=8080`.
    private static void publish(
            String written,
            Map<String, Object> exposed,
            Map<String, List<Map<String, String>>> bindings) {
        var shortForm = written.contains("=") ? shortForm(written) : written;
        var match = PUBLISH.matcher(shortForm);
        if (!match.matches()) throw invalid(written, "invalid containerPort: " + written);
        var ip = match.group(1) != null ? match.group(1) : match.group(2);
        var protocol = match.group(5) == null ? "tcp" : match.group(5);
        var inside = range("-p", written, match.group(4));
        var host = match.group(3) == null ? "" : match.group(3);
        var outside = host.isEmpty() ? List.<Integer>of() : range("-p", written, host);
        boolean anyOf = inside.size() == 1 && outside.size() > 1;
        if (!outside.isEmpty() && !anyOf && outside.size() != inside.size()) {
            throw invalid(
                    written,
                    "invalid ranges specified for container and host Ports: "
                            + match.group(4)
                            + " and "
                            + host);
        }
        for (int i = 0; i < inside.size(); i++) {
            var port = inside.get(i) + "/" + protocol;
            var hostPort = outside.isEmpty() ? "" : anyOf ? host : String.valueOf(outside.get(i));
            exposed.put(port, Map.of());
            bindings.computeIfAbsent(port, _ -> new ArrayList<>())
                    .add(Map.of("HostIp", ip == null ? "" : ip, "HostPort", hostPort));
        }
    }

    private static String shortForm(String written) {
        var fields = Pairs.of(List.of(written.split(",", -1)));
        var target = fields.get("target");
        if (target == null) throw invalid(written, "target is required");
        return fields.getOrDefault("published", "")
                + ":"
                + target
                + "/"
                + fields.getOrDefault("protocol", "tcp");
    }

    private static List<Integer> range(String flag, String written, String range) {
        var ends = range.split("-", 2);
        var ports = new ArrayList<Integer>();
        try {
            int first = Integer.parseInt(ends[0]);
            int last = ends.length == 2 ? Integer.parseInt(ends[1]) : first;
            if (first > last || first < 0 || last > 65_535) throw new NumberFormatException(range);
            for (int port = first; port <= last; port++) ports.add(port);
        } catch (NumberFormatException unreadable) {
            throw new UsageError(
                    "invalid argument \""
                            + written
                            + "\" for \""
                            + flag
                            + "\" flag: invalid port range: "
                            + range);
        }
        return ports;
    }

    private static UsageError invalid(String written, String why) {
        return new UsageError(
                "invalid argument \"" + written + "\" for \"-p, --publish\" flag: " + why);
    }
}
