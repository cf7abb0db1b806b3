package dev.caisson.net;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.NetworkDraft.PoolDraft;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Finds everything that is wrong with the subnets somebody asks for, and says it at once in
/// Docker's words. Source: moby api/types/network/ipam.go (behaviour).
final class PoolChecks {
    private final List<String> wrong = new ArrayList<>();

    private PoolChecks() {}

    /// @param six whether subnets of IPv6 are used at all; the others are not looked at
    /// @throws InvalidInput `POOL_INVALID` with a line for each mistake
    static void check(List<PoolDraft> pools, boolean six) {
        var checks = new PoolChecks();
        for (var pool : pools) checks.check(pool, six);
        if (checks.wrong.isEmpty()) return;
        throw new InvalidInput(
                FaultCode.POOL_INVALID,
                (checks.wrong.size() < 2 ? "" : "* ") + String.join("\n* ", checks.wrong));
    }

    private void check(PoolDraft pool, boolean six) {
        var parsed = parse(pool.subnet());
        if (parsed.isEmpty()) {
            wrong.add("invalid subnet " + pool.subnet() + ": invalid CIDR block notation");
            return;
        }
        var subnet = parsed.get().subnet();
        if (subnet.isSix() && !six) return;
        if (!parsed.get().isBase()) {
            wrong.add("invalid subnet " + pool.subnet() + ": it should be " + subnet);
        }
        if (!pool.range().isEmpty()) range(pool.range(), subnet, pool.subnet());
        if (!pool.gateway().isEmpty())
            address("gateway " + pool.gateway(), pool.gateway(), subnet, pool.subnet());
        new TreeMap<>(pool.auxiliary())
                .forEach(
                        (name, text) ->
                                address("auxiliary address " + name, text, subnet, pool.subnet()));
    }

    /// @param parent the subnet as it was written
    private void range(String text, Subnet subnet, String parent) {
        var before = "invalid ip-range " + text + ": ";
        var parsed = parse(text);
        if (parsed.isEmpty()) {
            wrong.add(before + "invalid CIDR block notation");
            return;
        }
        var range = parsed.get().subnet();
        if (range.isSix() != subnet.isSix()) {
            wrong.add(before + "parent subnet is an " + family(subnet) + " block");
            return;
        }
        if (range.prefix() < subnet.prefix()) {
            wrong.add(before + "CIDR block is bigger than its parent subnet " + parent);
        }
        if (!parsed.get().isBase()) wrong.add(before + "it should be " + range);
        if (!subnet.contains(range.base())) {
            wrong.add(before + "parent subnet " + parent + " doesn't contain ip-range");
        }
    }

    private void address(String what, String text, Subnet subnet, String parent) {
        var before = "invalid " + what + ": ";
        var address = Addresses.parse(text);
        if (address.isEmpty()) {
            wrong.add(before + "invalid address");
        } else if (Addresses.isSix(address.get()) != subnet.isSix()) {
            wrong.add(before + "parent subnet is an " + family(subnet) + " block");
        } else if (!subnet.contains(address.get())) {
            wrong.add(before + "parent subnet " + parent + " doesn't contain this address");
        }
    }

    private static String family(Subnet subnet) {
        return subnet.isSix() ? "IPv6" : "IPv4";
    }

    /// A subnet as written.
    private record Written(InetAddress address, Subnet subnet) {
        boolean isBase() {
            return address.equals(subnet.base());
        }
    }

    private static Optional<Written> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) return Optional.empty();
        try {
            var subnet = Subnet.parse(text);
            return Addresses.parse(text.substring(0, slash))
                    .map(address -> new Written(address, subnet));
        } catch (InvalidInput invalid) {
            return Optional.empty();
        }
    }
}
