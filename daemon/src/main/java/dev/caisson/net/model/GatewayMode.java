package dev.caisson.net.model;

import java.util.Locale;
import java.util.Optional;

/// How packets of one family pass between a bridge and what is outside of it.
public enum GatewayMode {
    /// What leaves gets the address of the host; what comes needs a published port of the host.
    NAT,
    /// As [#NAT], but others than the engine's networks reach every port of a container.
    NAT_UNPROTECTED,
    /// No address is translated: published ports are open at the container's own address, and no
    /// port of the host is taken.
    ROUTED,
    /// The host itself has no address in the bridge; only for internal networks.
    ISOLATED;

    /// As it is written in options of networks.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<GatewayMode> of(String word) {
        for (var mode : values()) {
            if (mode.word().equals(word)) return Optional.of(mode);
        }
        return Optional.empty();
    }

    /// The name of the option for a family.
    public static String option(boolean six) {
        return "com.docker.network.bridge.gateway_mode_ipv" + (six ? 6 : 4);
    }

    /// Whether addresses are translated on the way.
    public boolean translates() {
        return this == NAT || this == NAT_UNPROTECTED;
    }
}
