package dev.caisson.net;

import dev.caisson.fault.Denied;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.net.ipam.SubnetChoice;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.GatewayMode;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.NetworkDraft;
import dev.caisson.net.model.NetworkDraft.PoolDraft;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns what somebody asks for into a network: checks it, and chooses what was left open.
final class NetworkDrafting {
    /// Docker takes every name that is not blank; control characters and slashes would only confuse
    /// those who read it.
    private static final Pattern NAME = Pattern.compile("(?=.*\\S)[^\\p{Cntrl}/]{1,128}");
    private static final String BRIDGE = "bridge";
    private static final Set<String> RESERVED = Set.of("bridge", "host", "none", "default");

    private final SubnetChoice choice;
    private final Map<String, Map<String, String>> options;
    private final SecureRandom random = new SecureRandom();

    NetworkDrafting(SubnetChoice choice, Map<String, Map<String, String>> options) {
        this.choice = choice;
        this.options = options;
    }

    /// With the options the configuration has for its driver, where it does not say them itself.
    NetworkDraft completed(NetworkDraft draft) {
        var known =
                options.getOrDefault(draft.driver().isEmpty() ? BRIDGE : draft.driver(), Map.of());
        if (known.isEmpty()) return draft;
        var all = new HashMap<>(known);
        all.putAll(draft.options());
        return new NetworkDraft(
                draft.name(),
                draft.driver(),
                draft.reach(),
                draft.four(),
                draft.six(),
                draft.ipam(),
                all,
                draft.labels());
    }

    /// Refuses what can be refused without knowing other networks.
    ///
    /// @return its driver
    Driver check(NetworkDraft draft) {
        var name = draft.name();
        if (RESERVED.contains(name)) {
            throw new Denied(FaultCode.NETWORK_PREDEFINED_CREATE, name);
        }
        if (name.isBlank()) throw new InvalidInput(FaultCode.NETWORK_NAME_EMPTY);
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInput(FaultCode.NETWORK_NAME_INVALID, name);
        }
        var word = draft.driver().isEmpty() ? BRIDGE : draft.driver();
        var driver = Driver.of(word).orElseThrow(() -> unknown(word));
        if (driver == Driver.HOST || driver == Driver.NULL) {
            throw new Denied(FaultCode.NETWORK_ONE_ONLY, driver.word());
        }
        var ipam = draft.ipam().driver();
        if (ipam.equals("null") && draft.ipam().pools().isEmpty()) {
            throw new InvalidInput(FaultCode.NETWORK_OPTION_INVALID, "ipv4 pool is empty");
        }
        if (!ipam.isEmpty() && !ipam.equals("default")) {
            throw new NotFound(FaultCode.NETWORK_DRIVER_UNKNOWN, ipam);
        }
        if (!four(draft) && !six(draft)) throw new InvalidInput(FaultCode.FAMILIES_NONE);
        PoolChecks.check(draft.ipam().pools(), six(draft));
        DriverOptions.check(draft, driver);
        return driver;
    }

    private static boolean four(NetworkDraft draft) {
        var asked = draft.four();
        return asked == null ? draft.option("com.docker.network.enable_ipv4", true) : asked;
    }

    private static boolean six(NetworkDraft draft) {
        var asked = draft.six();
        return asked == null ? draft.option("com.docker.network.enable_ipv6", false) : asked;
    }

    /// Drivers of swarms need one.
    private static Fault unknown(String word) {
        if (word.equals("overlay")) return new Denied(FaultCode.NETWORK_OF_SWARM);
        return new NotFound(FaultCode.NETWORK_DRIVER_UNKNOWN, word);
    }

    /// @param used subnets of other networks, and those the host has routes to
    Network make(
            NetworkDraft draft,
            Driver driver,
            Instant now,
            Collection<Subnet> used,
            Collection<Subnet> ofHost) {
        boolean four = four(draft);
        boolean six = six(draft);
        var pools = new ArrayList<Pool>();
        for (var each : draft.ipam().pools()) {
            boolean wanted = Subnet.parse(each.subnet()).isSix() ? six : four;
            if (wanted) pools.add(pool(each, driver, isIsolated(draft, each)));
        }
        checkFamilies(pools, driver);
        boolean asked = !pools.isEmpty();
        var taken = new ArrayList<>(used);
        taken.addAll(ofHost);
        if (four && pools.stream().noneMatch(pool -> !pool.subnet().isSix())) {
            var subnet =
                    choice.choose(false, taken)
                            .orElseThrow(() -> new InvalidInput(FaultCode.POOLS_EXHAUSTED));
            boolean isolated = isIsolated(draft, false);
            pools.addFirst(pool(subnet, null, "", Map.of(), driver, isolated));
        }
        if (six && pools.stream().noneMatch(pool -> pool.subnet().isSix())) {
            var subnet =
                    choice.choose(true, taken).orElseGet(() -> SubnetChoice.unique(random, taken));
            pools.add(pool(subnet, null, "", Map.of(), driver, isIsolated(draft, true)));
        }
        return new Network(
                new Network.Identity(newId(), draft.name(), now, driver, false),
                draft.reach(),
                new Network.Addressing(four, six, draft.ipam().options(), pools, asked),
                draft.options(),
                draft.labels());
    }

    String newId() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void checkFamilies(List<Pool> pools, Driver driver) {
        var seen = new ArrayList<Subnet>();
        for (var pool : pools) {
            if (seen.stream().anyMatch(pool.subnet()::overlaps)) {
                throw new Denied(FaultCode.POOL_OVERLAPS);
            }
            boolean second =
                    seen.stream().anyMatch(subnet -> subnet.isSix() == pool.subnet().isSix());
            if (second && driver == Driver.BRIDGE) throw new Denied(FaultCode.POOLS_MANY);
            seen.add(pool.subnet());
        }
    }

    private static boolean isIsolated(NetworkDraft draft, PoolDraft pool) {
        return isIsolated(draft, Subnet.parse(pool.subnet()).isSix());
    }

    /// Whether the host shall have no address of a family in the network.
    private static boolean isIsolated(NetworkDraft draft, boolean six) {
        var mode = draft.options().get(GatewayMode.option(six));
        return GatewayMode.ISOLATED.word().equals(mode);
    }

    private static Pool pool(PoolDraft draft, Driver driver, boolean isolated) {
        var subnet = Subnet.parse(draft.subnet());
        Subnet range = null;
        if (!draft.range().isEmpty()) range = Subnet.parse(draft.range());
        return pool(subnet, range, draft.gateway(), draft.auxiliary(), driver, isolated);
    }

    /// @param gateway empty for the first address
    /// @param isolated whether there is none unless it is named
    private static Pool pool(
            Subnet subnet,
            @Nullable Subnet range,
            String gateway,
            Map<String, String> auxiliary,
            Driver driver,
            boolean isolated) {
        var reserved = new HashMap<String, InetAddress>();
        auxiliary.forEach(
                (key, text) -> Addresses.parse(text).ifPresent(own -> reserved.put(key, own)));
        InetAddress own;
        if (!gateway.isEmpty()) own = Addresses.parse(gateway).orElse(null);
        else if (isolated) own = null;
        else own = subnet.size() < 2 ? null : subnet.at(subnet.size() == 2 ? 0 : 1);
        var taken = new HashSet<InetAddress>();
        if (own != null && driver == Driver.BRIDGE) taken.add(own);
        new TreeMap<>(reserved)
                .forEach(
                        (key, address) -> {
                            if (taken.add(address)) return;
                            throw new Internal(
                                    FaultCode.AUXILIARY_TAKEN, key, Addresses.text(address));
                        });
        return new Pool(subnet, range, own, reserved);
    }
}
