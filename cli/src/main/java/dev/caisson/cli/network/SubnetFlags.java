package dev.caisson.cli.network;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.UsageError;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Subnets of a new network; ranges, gateways and auxiliary addresses belong to the subnet they are
/// in. What is no address is left to the engine to refuse.
final class SubnetFlags {
    private final List<Map<String, Object>> pools = new ArrayList<>();

    private SubnetFlags() {}

    static List<Map<String, Object>> read(Arguments arguments) {
        var flags = new SubnetFlags();
        var subnets = arguments.list("subnet");
        var ranges = arguments.list("ip-range");
        var gateways = arguments.list("gateway");
        if (subnets.size() < ranges.size() || subnets.size() < gateways.size()) {
            throw new UsageError("every ip-range or gateway must have a corresponding subnet");
        }
        for (var subnet : subnets) flags.add(subnet);
        for (var range : ranges) flags.put("IPRange", "range", range);
        for (var gateway : gateways) flags.put("Gateway", "gateway", gateway);
        new TreeMap<>(Pairs.of(arguments.list("aux-address"))).forEach(flags::auxiliary);
        return flags.pools;
    }

    private void add(String subnet) {
        for (var known : pools) {
            if (contains(subnet(known), subnet) || contains(subnet, subnet(known))) {
                throw new UsageError("multiple overlapping subnet configuration is not supported");
            }
        }
        var pool = new LinkedHashMap<String, Object>();
        pool.put("Subnet", subnet);
        pools.add(pool);
    }

    private void put(String key, String what, String written) {
        var pool = pool(what, written);
        if (pool.put(key, written) == null) return;
        throw new UsageError("cannot configure multiple " + what + "s (" + written + ")");
    }

    private void auxiliary(String name, String address) {
        var pool = pool("aux-address", address);
        var others = new LinkedHashMap<String, String>();
        if (pool.get("AuxiliaryAddresses") instanceof Map<?, ?> known) {
            known.forEach((key, value) -> others.put(String.valueOf(key), String.valueOf(value)));
        }
        others.put(name, address);
        pool.put("AuxiliaryAddresses", others);
    }

    private Map<String, Object> pool(String what, String written) {
        for (var pool : pools) {
            if (contains(subnet(pool), written)) return pool;
        }
        throw new UsageError("no matching subnet for " + what + " " + written);
    }

    private static String subnet(Map<String, Object> pool) {
        return String.valueOf(pool.get("Subnet"));
    }

    /// Whether an address, or the first of a subnet, is in a subnet.
    private static boolean contains(String subnet, String written) {
        int slash = subnet.indexOf('/');
        if (slash < 0 || !subnet.substring(slash + 1).matches("[0-9]{1,3}")) return false;
        var base = bytes(subnet.substring(0, slash));
        int end = written.indexOf('/');
        var address = bytes(end < 0 ? written : written.substring(0, end));
        if (base.length == 0 || base.length != address.length) return false;
        int bits = base.length * 8 - Integer.parseInt(subnet.substring(slash + 1));
        return bits >= 0
                && new BigInteger(1, base)
                        .shiftRight(bits)
                        .equals(new BigInteger(1, address).shiftRight(bits));
    }

    /// Empty for what is no address: no name is ever looked up.
    private static byte[] bytes(String text) {
        boolean address = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || text.contains(":");
        try {
            return address ? InetAddress.getByName(text).getAddress() : new byte[0];
        } catch (UnknownHostException invalid) {
            return new byte[0];
        }
    }
}
