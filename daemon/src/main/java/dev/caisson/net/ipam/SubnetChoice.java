package dev.caisson.net.ipam;

import dev.caisson.net.model.Subnet;
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
    public record Block(Subnet base, int size) {}

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
            long count = Math.min(MOST, 1L << Math.min(30, block.size() - block.base().prefix()));
            for (long i = 0; i < count; i++) {
                var part = block.base().part(i, block.size());
                if (used.stream().noneMatch(part::overlaps)) return Optional.of(part);
            }
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
