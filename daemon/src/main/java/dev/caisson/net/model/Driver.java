package dev.caisson.net.model;

import java.util.Locale;
import java.util.Optional;

/// How the containers of a network are connected.
public enum Driver {
    BRIDGE,
    MACVLAN,
    IPVLAN,
    HOST,
    NULL;

    /// Docker's word for it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Driver> of(String word) {
        for (var driver : values()) {
            if (driver.word().equals(word)) return Optional.of(driver);
        }
        return Optional.empty();
    }
}
