package dev.caisson.net;

import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.net.ipam.SubnetChoice;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns what somebody asks for into a network: checks it, and chooses what was left open.
final class NetworkDrafting {
    /// Docker takes every name that is not blank; control characters and slashes would only confuse
    /// those who read it.
    private static final Pattern NAME = Pattern.compile("(?=.*\\S)[^\\p{Cntrl}/]{1,128}");
    private static final Set<String> RESERVED = Set.of("bridge", "host", "none", "default");
    private static final int LONGEST_DEVICE = 15;

    private final SubnetChoice choice;
    private final SecureRandom random = new SecureRandom();

    NetworkDrafting(SubnetChoice choice) {
        this.choice = choice;
    }

    /// Refuses what can be refused without knowing other networks.
    ///
    /// @return its driver
    Driver check(NetworkDraft draft) {
        var name = draft.name();
        if (RESERVED.contains(name)) {
            throw new Denied(FaultCode.NETWORK_PREDEFINED_CREATE, name);
        }
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInput(FaultCode.NETWORK_NAME_INVALID, name);
        }
        var word = draft.driver().isEmpty() ? "bridge" : draft.driver();
        var driver =
                Driver.of(word)
                        .orElseThrow(() -> new NotFound(FaultCode.NETWORK_DRIVER_UNKNOWN, word));
        if (driver == Driver.HOST || driver == Driver.NULL) {
            throw new Denied(
                    FaultCode.NETWORK_PREDEFINED_CREATE, driver == Driver.HOST ? "host" : "null");
        }
        var ipam = draft.ipam().driver();
        if (!ipam.isEmpty() && !ipam.equals("default")) {
            throw new NotFound(FaultCode.NETWORK_DRIVER_UNKNOWN, ipam);
        }
        var device = draft.options().get("com.docker.network.bridge.name");
        if (device != null && (device.length() > LONGEST_DEVICE || !isDevice(device))) {
            throw new InvalidInput(
                    FaultCode.NETWORK_OPTION_INVALID, "invalid device name \"" + device + "\"");
        }
        checkNumber(draft, "com.docker.network.driver.mtu");
        return driver;
    }

    private static boolean isDevice(String name) {
        return name.matches("[^\\s/:]{1,15}") && !name.equals(".") && !name.equals("..");
    }

    private static void checkNumber(NetworkDraft draft, String option) {
        var written = draft.options().get(option);
        if (written == null || written.matches("[0-9]{1,6}")) return;
        throw new InvalidInput(
                FaultCode.NETWORK_OPTION_INVALID,
                "strconv.Atoi: parsing \"" + written + "\": invalid syntax");
    }

    /// @param used subnets of other networks, and those the host has routes to
    Network make(
            NetworkDraft draft,
            Driver driver,
            Instant now,
            Collection<Subnet> used,
            Collection<Subnet> ofHost) {
        boolean four = draft.four() == null || draft.four();
        boolean six = draft.six() != null && draft.six();
        var pools = new ArrayList<Pool>();
        for (var each : draft.ipam().pools()) {
            if (!each.subnet().isEmpty()) pools.add(pool(each, driver));
        }
        checkFamilies(pools);
        boolean asked = !pools.isEmpty();
        var taken = new ArrayList<>(used);
        taken.addAll(ofHost);
        if (four && pools.stream().noneMatch(pool -> !pool.subnet().isSix())) {
            var subnet =
                    choice.choose(false, taken)
                            .orElseThrow(() -> new InvalidInput(FaultCode.POOLS_EXHAUSTED));
            pools.addFirst(pool(subnet, null, "", Map.of(), driver));
        }
        if (six && pools.stream().noneMatch(pool -> pool.subnet().isSix())) {
            var subnet =
                    choice.choose(true, taken).orElseGet(() -> SubnetChoice.unique(random, taken));
            pools.add(pool(subnet, null, "", Map.of(), driver));
        }
        pools.removeIf(pool -> pool.subnet().isSix() ? !six : !four);
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

    private static void checkFamilies(List<Pool> pools) {
        var seen = new ArrayList<Subnet>();
        for (var pool : pools) {
            if (seen.stream().anyMatch(pool.subnet()::overlaps)) {
                throw new Denied(FaultCode.POOL_OVERLAPS);
            }
            boolean second =
                    seen.stream().anyMatch(subnet -> subnet.isSix() == pool.subnet().isSix());
            if (second) {
                throw new InvalidInput(
                        FaultCode.POOL_INVALID,
                        "bridge driver doesn't support multiple subnets of one family");
            }
            seen.add(pool.subnet());
        }
    }

    private static Pool pool(PoolDraft draft, Driver driver) {
        var subnet = Subnet.parse(draft.subnet());
        Subnet range = null;
        if (!draft.range().isEmpty()) {
            range = Subnet.parse(draft.range());
            if (!subnet.contains(range)) {
                throw new InvalidInput(
                        FaultCode.POOL_INVALID,
                        "invalid ip-range " + range + ": it is outside of subnet " + subnet);
            }
        }
        return pool(subnet, range, draft.gateway(), draft.auxiliary(), driver);
    }

    /// @param gateway empty for the first address
    private static Pool pool(
            Subnet subnet,
            @Nullable Subnet range,
            String gateway,
            Map<String, String> auxiliary,
            Driver driver) {
        var reserved = new HashMap<String, InetAddress>();
        auxiliary.forEach((key, text) -> reserved.put(key, inside(subnet, text, "auxiliary")));
        InetAddress own;
        if (!gateway.isEmpty()) own = inside(subnet, gateway, "gateway");
        else own = subnet.size() < 2 ? null : subnet.at(subnet.size() == 2 ? 0 : 1);
        if (own != null && driver == Driver.BRIDGE && reserved.containsValue(own)) {
            throw new Denied(FaultCode.ADDRESS_IN_USE);
        }
        return new Pool(subnet, range, own, reserved);
    }

    private static InetAddress inside(Subnet subnet, String text, String what) {
        var address =
                Addresses.parse(text)
                        .orElseThrow(() -> new InvalidInput(FaultCode.ADDRESS_INVALID, what, text));
        if (subnet.contains(address)) return address;
        throw new InvalidInput(
                FaultCode.POOL_INVALID,
                "invalid " + what + " " + text + ": it is outside of subnet " + subnet);
    }
}
