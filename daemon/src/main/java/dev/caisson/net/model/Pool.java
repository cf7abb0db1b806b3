package dev.caisson.net.model;

import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The addresses of a network of one family.
///
/// @param range from which containers get theirs; null for the whole subnet
/// @param gateway the host's own address; null where the host has none
/// @param auxiliary addresses nobody gets, by what they are for
public record Pool(
        Subnet subnet,
        @Nullable Subnet range,
        @Nullable InetAddress gateway,
        Map<String, InetAddress> auxiliary) {
    public Pool {
        auxiliary = Map.copyOf(auxiliary);
    }
}
