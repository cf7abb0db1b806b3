package dev.caisson.event;

import java.util.Locale;

/// What sort of thing an event is about.
public enum EventType {
    CONTAINER,
    IMAGE,
    NETWORK,
    VOLUME,
    DAEMON,
    BUILDER;

    /// Docker's word for it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
