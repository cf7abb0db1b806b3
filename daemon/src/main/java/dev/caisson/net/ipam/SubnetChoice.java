package dev.caisson.net.ipam;

import dev.caisson.net.model.Subnet;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Finds a subnet for a network that did not ask for one.
///
/// @param blocks where subnets are cut from, in order
public record SubnetChoice(List<Block> blocks) {
    /// Longer searches would not end in time.
    private static final long MOST = 1 << 20;

    /// @param size prefix of the subnets cut from the base
    public record Block(Subnet base, int size) {
        private static final int MOST_BITS = 30;

        private long parts() {
            return 1L << Math.min(MOST_BITS, size - base.prefix());
        }

        /// Its first parts, by their places, as far as somebody is in them.
        private BitSet used(Collection<Subnet> used, int count) {
            var taken = new BitSet();
            for (var subnet : used) {
                if (subnet.contains(base)) {
                    taken.set(0, count);
                } else if (base.contains(subnet)) {
                    long first = base.partOf(subnet.base(), size);
                    long length = 1L << Math.clamp(size - subnet.prefix(), 0, MOST_BITS);
                    if (first >= 0 && first < count)
                        taken.set((int) first, (int) Math.min(count, first + length));
                }
            }
            return taken;
        }
    }

    public SubnetChoice {
        blocks = List.copyOf(blocks);
    }

    /// Docker's. Source: moby libnetwork/ipamutils.
    public static SubnetChoice standard() {
        return new SubnetChoice(
                List.of(
                        new Block(Subnet.parse("172.17.0.0/16"), 16),
                        new Block(Subnet.parse("172.18.0.0/16"), 16),
                        new Block(Subnet.parse("172.19.0.0/16"), 16),
                        new Block(Subnet.parse("172.20.0.0/14"), 16),
                        new Block(Subnet.parse("172.24.0.0/14"), 16),
                        new Block(Subnet.parse("172.28.0.0/14"), 16),
                        new Block(Subnet.parse("192.168.0.0/16"), 20)));
    }

    /// The first subnet that overlaps none of those in use; empty when there is none.
    public Optional<Subnet> choose(boolean six, Collection<Subnet> used) {
        for (var block : blocks) {
            if (block.base().isSix() != six || block.size() < block.base().prefix()) continue;
            int count = (int) Math.min(MOST, block.parts());
            int free = block.used(used, count).nextClearBit(0);
            if (free < count) return Optional.of(block.base().part(free, block.size()));
        }
        return Optional.empty();
    }

    /// A subnet of IPv6 that is most likely nobody else's. Source: RFC 4193, section 3.2.
    public static Subnet unique(RandomGenerator random, Collection<Subnet> used) {
        while (true) {
            var text =
                    String.format(
                            "fd%02x:%04x:%04x:%04x::/64",
                            random.nextInt(256),
                            random.nextInt(65_536),
                            random.nextInt(65_536),
                            random.nextInt(65_536));
            var subnet = Subnet.parse(text);
            if (used.stream().noneMatch(subnet::overlaps)) return subnet;
        }
    }
}
