package dev.caisson.net;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.NetworkSettings.DefaultBridge;
import dev.caisson.net.NetworkSettings.Family;
import dev.caisson.net.ipam.SubnetChoice;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The networks every engine has: `host`, `none` and, unless it is turned off, `bridge`.
final class BuiltInNetworks {
    static final String BRIDGE = "bridge";
    static final String HOST = "host";
    static final String NONE = "none";

    private BuiltInNetworks() {}

    static Network host(NetworkSettings settings, Optional<Network> before, Instant now) {
        return bare(HOST, Driver.HOST, settings, created(before, now));
    }

    static Network none(NetworkSettings settings, Optional<Network> before, Instant now) {
        return bare(NONE, Driver.NULL, settings, created(before, now));
    }

    private static Instant created(Optional<Network> before, Instant now) {
        return before.map(each -> each.identity().created()).orElse(now);
    }

    private static Network bare(
            String name, Driver driver, NetworkSettings settings, Instant created) {
        return new Network(
                new Network.Identity(id(name, settings), name, created, driver, true),
                new Network.Reach(false, false, false),
                new Network.Addressing(true, false, null, List.of(), false),
                Map.of(),
                Map.of());
    }

    /// The default network: as it was, where the configuration still says so.
    ///
    /// @param before what was on disk
    /// @param used subnets that are taken
    static Network bridge(
            NetworkSettings settings,
            Optional<Network> before,
            Instant now,
            Collection<Subnet> used) {
        var asked = settings.bridge();
        var pools = new ArrayList<Pool>();
        pools.add(pool(false, asked.four(), settings.pools(), before, used));
        var six = asked.six();
        if (six != null) pools.add(pool(true, six, settings.pools(), before, used));
        return new Network(
                new Network.Identity(
                        id(BRIDGE, settings), BRIDGE, created(before, now), Driver.BRIDGE, true),
                new Network.Reach(false, false, false),
                new Network.Addressing(
                        true, six != null, null, pools, !asked.four().address().isEmpty()),
                options(asked),
                Map.of());
    }

    private static Map<String, String> options(DefaultBridge asked) {
        return Map.of(
                "com.docker.network.bridge.default_bridge",
                "true",
                "com.docker.network.bridge.enable_icc",
                Boolean.toString(asked.rules().betweenContainers()),
                "com.docker.network.bridge.enable_ip_masquerade",
                Boolean.toString(asked.rules().masquerade()),
                "com.docker.network.bridge.host_binding_ipv4",
                Addresses.text(asked.rules().binding()),
                "com.docker.network.bridge.name",
                asked.device(),
                "com.docker.network.driver.mtu",
                Integer.toString(asked.mtu() == 0 ? 1500 : asked.mtu()));
    }

    private static Pool pool(
            boolean six,
            Family asked,
            SubnetChoice choice,
            Optional<Network> before,
            Collection<Subnet> used) {
        var subnet = subnet(six, asked, choice, before, used);
        var own = own(asked, subnet);
        var range = asked.range();
        if (range != null && !subnet.contains(range)) {
            throw new InvalidInput(
                    FaultCode.NETWORK_OPTION_INVALID,
                    "fixed range " + range + " is not in the default network " + subnet);
        }
        var gateway = asked.gateway();
        if (gateway == null) return new Pool(subnet, range, own, Map.of());
        if (!subnet.contains(gateway)) {
            throw new InvalidInput(
                    FaultCode.NETWORK_OPTION_INVALID,
                    "default gateway ip must be part of the network");
        }
        return new Pool(subnet, range, own, Map.of(Pool.defaultGateway(six), gateway));
    }

    private static Subnet subnet(
            boolean six,
            Family asked,
            SubnetChoice choice,
            Optional<Network> before,
            Collection<Subnet> used) {
        if (!asked.address().isEmpty()) return Subnet.parse(asked.address());
        var range = asked.range();
        if (range != null) return range;
        var old = before.flatMap(network -> network.pool(six)).map(Pool::subnet);
        var chosen = old.or(() -> choice.choose(six, used));
        if (six) return chosen.orElseGet(() -> SubnetChoice.unique(new SecureRandom(), used));
        return chosen.orElseThrow(() -> new InvalidInput(FaultCode.POOLS_EXHAUSTED));
    }

    /// The address of the device.
    private static InetAddress own(Family asked, Subnet subnet) {
        if (asked.address().isEmpty()) return subnet.at(1);
        var text = asked.address().substring(0, asked.address().indexOf('/'));
        var own =
                Addresses.parse(text)
                        .orElseThrow(
                                () -> new InvalidInput(FaultCode.SUBNET_INVALID, asked.address()));
        return own.equals(subnet.base()) ? subnet.at(1) : own;
    }

    /// The same after every start of the same data root.
    static String id(String name, NetworkSettings settings) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var text = "caisson network " + name + " of " + settings.dataRoot();
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has SHA-256", impossible);
        }
    }
}
