package dev.caisson.net.ipam;

import dev.caisson.net.model.Pool;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Gives out the addresses of one pool. Used by one thread at a time.
public final class AddressPool {
    private final Subnet subnet;
    private final Subnet range;
    private final Set<Long> reserved = new HashSet<>();
    private final Set<Long> taken = new HashSet<>();
    private long next;

    public AddressPool(Pool pool) {
        subnet = pool.subnet();
        var narrower = pool.range();
        range = narrower == null ? subnet : narrower;
        next = first();
        boolean pair = subnet.size() <= 2;
        if (!pair) reserved.add(0L);
        if (!pair && !subnet.isSix()) reserved.add(subnet.size() - 1);
        var gateway = pool.gateway();
        if (gateway != null) reserved.add(subnet.offsetOf(gateway));
        for (var each : pool.auxiliary().values()) reserved.add(subnet.offsetOf(each));
    }

    /// The next free address; empty when there is none.
    public Optional<InetAddress> take() {
        long begin = next;
        do {
            long offset = next;
            next = offset == last() ? first() : offset + 1;
            if (reserved.contains(offset) || !taken.add(offset)) continue;
            return Optional.of(subnet.at(offset));
        } while (next != begin);
        return Optional.empty();
    }

    /// A certain address, which need not be in the range.
    ///
    /// @return false when it is somebody's already, or nobody's to have
    public boolean take(InetAddress address) {
        if (!subnet.contains(address)) return false;
        long offset = subnet.offsetOf(address);
        return !reserved.contains(offset) && taken.add(offset);
    }

    /// Idempotent.
    public void release(InetAddress address) {
        if (subnet.contains(address)) taken.remove(subnet.offsetOf(address));
    }

    /// Goes on behind an address that was given out by an earlier engine.
    public void continueBehind(InetAddress address) {
        if (!range.contains(address)) return;
        long offset = subnet.offsetOf(address);
        if (offset >= next) next = offset == last() ? first() : offset + 1;
    }

    private long first() {
        return subnet.offsetOf(range.base());
    }

    private long last() {
        return first() + range.size() - 1;
    }
}
