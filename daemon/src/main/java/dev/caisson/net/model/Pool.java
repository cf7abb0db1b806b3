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

    /// What an auxiliary address is for that containers take for their gateway. Source: Docker's
    /// documentation of `default-gateway`.
    public static String defaultGateway(boolean six) {
        return "DefaultGatewayIPv" + (six ? 6 : 4);
    }

    /// Where containers send what is for others.
    public @Nullable InetAddress wayOut() {
        var chosen = auxiliary.get(defaultGateway(subnet.isSix()));
        return chosen == null ? gateway : chosen;
    }
}
