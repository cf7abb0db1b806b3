package dev.caisson.main;

import static dev.caisson.main.Given.invalid;

import dev.caisson.container.plan.NetworkDefaults;
import dev.caisson.fault.InvalidInput;
import dev.caisson.main.DaemonOptions.ForNetworks;
import dev.caisson.net.NetworkSettings.DefaultBridge;
import dev.caisson.net.NetworkSettings.Doing;
import dev.caisson.net.NetworkSettings.Family;
import dev.caisson.net.NetworkSettings.Host;
import dev.caisson.net.NetworkSettings.Rules;
import dev.caisson.net.ipam.SubnetChoice;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what is said of networks, with dockerd's words for what is wrong.
final class NetworkDirectives {
    private static final String BRIDGE = "caisson0";

    /// Rules are of nftables always; who asks for those of iptables gets what they would do.
    private static final Set<String> LANGUAGES = Set.of("", "iptables", "nftables");

    /// Source: moby opts, ValidateDNSSearch (behaviour).
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?=.*\\p{Alpha})[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?"
                            + "(\\.[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?)*\\.?");

    private final Given given;

    NetworkDirectives(Given given) {
        this.given = given;
    }

    /// @throws OptionError when something cannot be understood
    ForNetworks read() {
        var pools = given.texts(Directive.ADDRESS_POOL).stream().map(this::pool).toList();
        return new ForNetworks(
                bridge(),
                pools.isEmpty() ? SubnetChoice.standard() : new SubnetChoice(pools),
                new Host(given.flag(Directive.FORWARDING, true), hostGateways(), doing()),
                networkOptions(),
                containers());
    }

    private DefaultBridge bridge() {
        var device = given.text(Directive.BRIDGE).orElse(BRIDGE);
        if (!device.matches("[^\\s/:]{1,15}")) {
            throw new OptionError("invalid bridge device name: " + device);
        }
        return new DefaultBridge(
                !device.equals("none"),
                device,
                new Family(
                        address(Directive.BRIDGE_ADDRESS, false),
                        given.text(Directive.FIXED_RANGE)
                                .map(text -> subnet(Directive.FIXED_RANGE, text))
                                .orElse(null),
                        ip(Directive.DEFAULT_GATEWAY)),
                given.flag(Directive.SIX, false) ? six() : null,
                mtu(),
                new Rules(
                        given.flag(Directive.BETWEEN_CONTAINERS, true),
                        given.flag(Directive.MASQUERADE, true),
                        given.text(Directive.BINDING)
                                .map(text -> ip(Directive.BINDING, text))
                                .orElseGet(() -> Addresses.parse("0.0.0.0").orElseThrow())));
    }

    private Family six() {
        return new Family(
                address(Directive.BRIDGE_ADDRESS_SIX, true),
                given.text(Directive.FIXED_RANGE_SIX).map(this::fixedSix).orElse(null),
                ip(Directive.DEFAULT_GATEWAY_SIX));
    }

    private String address(Directive directive, boolean six) {
        var written = given.text(directive).orElse("");
        if (written.isEmpty()) return "";
        if (subnet(directive, written).isSix() == six) return written;
        throw invalid(directive, written, "an address of IPv" + (six ? 6 : 4) + " is needed");
    }

    private Subnet fixedSix(String written) {
        var before = "invalid fixed-cidr-v6: ";
        if (written.indexOf('/') < 0) {
            throw new OptionError(before + "netip.ParsePrefix(\"" + written + "\"): no '/'");
        }
        var subnet = subnet(Directive.FIXED_RANGE_SIX, written);
        if (subnet.isSix()) return subnet;
        throw new OptionError(before + "'" + written + "' is not a valid IPv6 subnet");
    }

    private static Subnet subnet(Directive directive, String written) {
        try {
            return Subnet.parse(written);
        } catch (InvalidInput wrong) {
            throw invalid(directive, written, "invalid CIDR address: " + written);
        }
    }

    private @Nullable InetAddress ip(Directive directive) {
        return given.text(directive).map(text -> ip(directive, text)).orElse(null);
    }

    private static InetAddress ip(Directive directive, String written) {
        return ip(directive, written, text -> "failed to parse IP: \"" + text + "\"");
    }

    /// @param why it is wrong
    private static InetAddress ip(
            Directive directive, String written, Function<String, String> why) {
        return Addresses.parse(written)
                .orElseThrow(() -> invalid(directive, written, why.apply(written)));
    }

    private int mtu() {
        var written = given.text(Directive.MTU).orElse("0");
        if (!written.matches("[+-]?[0-9]{1,9}")) {
            throw invalid(
                    Directive.MTU,
                    written,
                    "strconv.ParseInt: parsing \"" + written + "\": invalid syntax");
        }
        int mtu = Integer.parseInt(written);
        if (mtu < 0) throw new OptionError("invalid default MTU: " + mtu);
        return mtu;
    }

    /// `base=10.10.0.0/16,size=24`.
    private SubnetChoice.Block pool(String written) {
        var base = "";
        var size = "";
        for (var field : written.split(",", -1)) {
            if (field.startsWith("base=")) base = field.substring("base=".length());
            else if (field.startsWith("size=")) size = field.substring("size=".length());
            else throw invalid(Directive.ADDRESS_POOL, written, unexpected(field));
        }
        if (!size.matches("[0-9]{1,3}")) {
            throw invalid(Directive.ADDRESS_POOL, written, "invalid size value: \"" + size + "\"");
        }
        try {
            return new SubnetChoice.Block(Subnet.parse(base), Integer.parseInt(size));
        } catch (InvalidInput wrong) {
            throw invalid(
                    Directive.ADDRESS_POOL,
                    written,
                    "invalid base prefix \"" + base + "\": invalid CIDR address");
        }
    }

    private static String unexpected(String field) {
        int equals = field.indexOf('=');
        var key = equals < 0 ? field : field.substring(0, equals);
        return "unexpected key '" + key + "' in '" + field + "'";
    }

    private List<InetAddress> hostGateways() {
        var all =
                given.texts(Directive.HOST_GATEWAY).stream()
                        .map(
                                written ->
                                        ip(
                                                Directive.HOST_GATEWAY,
                                                written,
                                                text ->
                                                        "ParseAddr(\""
                                                                + text
                                                                + "\"): unable to parse IP"))
                        .toList();
        for (boolean six : new boolean[] {false, true}) {
            if (all.stream().filter(each -> Addresses.isSix(each) == six).count() < 2) continue;
            throw new OptionError(
                    "only one IPv" + (six ? 6 : 4) + " host gateway IP address can be specified");
        }
        return all;
    }

    private Doing doing() {
        var language = given.text(Directive.RULES_LANGUAGE).orElse("");
        if (!LANGUAGES.contains(language)) {
            throw new OptionError(
                    "invalid firewall-backend: " + language + ": iptables or nftables is meant");
        }
        return new Doing(
                given.flag(Directive.RULES, true),
                given.flag(Directive.RULES_SIX, true),
                given.flag(Directive.RELAY, true),
                given.flag(Directive.DIRECT_ROUTING, false),
                given.flag(Directive.FORWARD_NO_DROP, false));
    }

    /// `bridge=com.docker.network.driver.mtu=1400`.
    private Map<String, Map<String, String>> networkOptions() {
        var all = new HashMap<String, Map<String, String>>();
        for (var written : given.texts(Directive.NETWORK_OPTION)) {
            var parts = written.split("=", 3);
            if (parts.length < 3) {
                throw invalid(
                        Directive.NETWORK_OPTION,
                        written,
                        "invalid value \""
                                + written
                                + "\" for map option, should be root-key=key=value");
            }
            all.computeIfAbsent(parts[0], _ -> new HashMap<>()).put(parts[1], parts[2]);
        }
        return all;
    }

    private NetworkDefaults containers() {
        var servers = given.texts(Directive.DNS);
        for (var server : servers) {
            var _ =
                    ip(
                            Directive.DNS,
                            server,
                            text -> "invalid string being converted to IP address: " + text);
        }
        var searches = given.texts(Directive.DNS_SEARCH);
        for (var domain : searches) {
            boolean right = domain.equals(".") || DOMAIN.matcher(domain).matches();
            if (!right)
                throw invalid(Directive.DNS_SEARCH, domain, domain + " is not a valid domain");
        }
        return new NetworkDefaults(
                publication(), servers, given.texts(Directive.DNS_OPTION), searches);
    }

    private Publication publication() {
        var scope = given.text(Directive.PUBLISH_SCOPE).orElse(Publication.Scope.ALL.word());
        return new Publication(
                Publication.Scope.of(scope)
                        .orElseThrow(
                                () ->
                                        new OptionError(
                                                "invalid publish-scope: "
                                                        + scope
                                                        + ": loopback, lan or all is meant")),
                given.flag(Directive.FIREWALL_HONEST, false)
                        ? Publication.Delivery.HOST_FIREWALL
                        : Publication.Delivery.KERNEL,
                "");
    }
}
