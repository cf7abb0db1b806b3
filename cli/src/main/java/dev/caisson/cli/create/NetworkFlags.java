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
import org.jspecify.annotations.Nullable;

/// Networks, addresses and name resolution.
final class NetworkFlags implements RequestPart {
    private static final Pattern MAC = Pattern.compile("\\p{XDigit}{1,2}([:-]\\p{XDigit}{1,2}){5}");

    @Override
    public void declare(Syntax syntax) {
        syntax.list("network", "Connect a container to a network")
                .list("net", "Connect a container to a network (old name)")
                .list("network-alias", "Add network-scoped alias for the container")
                .string("ip", "IPv4 address (e.g., 172.30.100.104)")
                .string("ip6", "IPv6 address (e.g., 2001:db8::33)")
                .list("link-local-ip", "Container IPv4/IPv6 link-local addresses")
                .string("mac-address", "Container MAC address (e.g., 92:d0:c6:0a:29:33)")
                .list("link", "Add link to another container")
                .list("dns", "Set custom DNS servers")
                .list("dns-option", "Set DNS options")
                .list("dns-opt", "Set DNS options (old name)")
                .list("dns-search", "Set custom DNS search domains")
                .list("add-host", "Add a custom host-to-IP mapping (host:ip)");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) {
        var networks = new ArrayList<>(arguments.list("network"));
        networks.addAll(arguments.list("net"));
        if (!networks.isEmpty()) request.host("NetworkMode", name(networks.get(0)));
        endpoints(arguments, networks, request);
        if (arguments.has("dns")) request.host("Dns", arguments.list("dns"));
        var options = new ArrayList<>(arguments.list("dns-option"));
        options.addAll(arguments.list("dns-opt"));
        if (!options.isEmpty()) request.host("DnsOptions", options);
        if (arguments.has("dns-search")) request.host("DnsSearch", arguments.list("dns-search"));
        if (arguments.has("link")) request.host("Links", arguments.list("link"));
        if (arguments.has("add-host"))
            request.host("ExtraHosts", hosts(arguments.list("add-host")));
    }

    private static void endpoints(
            Arguments arguments, List<String> networks, ContainerRequest request) {
        for (int i = 0; i < networks.size(); i++) {
            var settings = new LinkedHashMap<String, @Nullable Object>();
            if (i == 0) first(arguments, settings);
            advanced(networks.get(i), settings);
            if (!settings.isEmpty() || networks.size() > 1)
                request.endpoint(name(networks.get(i)), settings);
        }
        if (networks.isEmpty()) {
            var settings = new LinkedHashMap<String, @Nullable Object>();
            first(arguments, settings);
            if (!settings.isEmpty()) request.endpoint("default", settings);
        }
    }

    private static void first(Arguments arguments, Map<String, @Nullable Object> settings) {
        var addresses = new LinkedHashMap<String, @Nullable Object>();
        arguments.string("ip").ifPresent(ip -> addresses.put("IPv4Address", ip));
        arguments.string("ip6").ifPresent(ip -> addresses.put("IPv6Address", ip));
        if (arguments.has("link-local-ip"))
            addresses.put("LinkLocalIPs", arguments.list("link-local-ip"));
        if (!addresses.isEmpty()) settings.put("IPAMConfig", addresses);
        if (arguments.has("network-alias"))
            settings.put("Aliases", arguments.list("network-alias"));
        arguments.string("mac-address").ifPresent(mac -> settings.put("MacAddress", mac(mac)));
    }

    private static String name(String network) {
        if (!network.contains("=")) return network;
        for (var field : network.split(",", -1)) {
            if (field.startsWith("name=")) return field.substring("name=".length());
        }
        throw new UsageError(
                "invalid argument \""
                        + network
                        + "\" for \"--network\" flag: network name is required");
    }

    /// The long form, `name=front,alias=web,ip=10.0.0.2`.
    private static void advanced(String network, Map<String, @Nullable Object> settings) {
        if (!network.contains("=")) return;
        var aliases = new ArrayList<String>();
        var addresses = new LinkedHashMap<String, @Nullable Object>();
        var driver = new LinkedHashMap<String, String>();
        for (var field : network.split(",", -1)) {
            var pair = field.split("=", 2);
            var value = pair.length == 2 ? pair[1] : "";
            switch (pair[0]) {
                case "name" -> {}
                case "alias" -> aliases.add(value);
                case "ip" -> addresses.put("IPv4Address", value);
                case "ip6" -> addresses.put("IPv6Address", value);
                case "mac-address" -> settings.put("MacAddress", mac(value));
                case "gw-priority" -> settings.put("GwPriority", Long.parseLong(value));
                case "driver-opt" -> driver.putAll(Pairs.of(List.of(value)));
                default ->
                        throw new UsageError(
                                "invalid argument \""
                                        + network
                                        + "\" for \"--network\" flag: invalid field "
                                        + field);
            }
        }
        if (!aliases.isEmpty()) settings.put("Aliases", aliases);
        if (!addresses.isEmpty()) settings.put("IPAMConfig", addresses);
        if (!driver.isEmpty()) settings.put("DriverOpts", driver);
    }

    /// `NAME:IP` and `NAME=IP`, with an address of version 6 with or without brackets.
    private static List<String> hosts(List<String> given) {
        var hosts = new ArrayList<String>();
        for (var written : given) {
            int separator = written.indexOf('=') > 0 ? written.indexOf('=') : written.indexOf(':');
            if (separator < 1)
                throw new UsageError(
                        "invalid argument \""
                                + written
                                + "\" for \"--add-host\" flag: bad format for add-host: \""
                                + written
                                + "\"");
            var address = written.substring(separator + 1).replaceAll("^\\[(.*)]$", "$1");
            hosts.add(written.substring(0, separator) + ":" + address);
        }
        return hosts;
    }

    private static String mac(String written) {
        if (!MAC.matcher(written).matches()) {
            throw new UsageError("invalid MAC address: " + written);
        }
        return written;
    }
}
