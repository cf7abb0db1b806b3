package dev.caisson.net.model;

import java.util.Locale;

/// What ports can be of, with the number it has in a packet.
public enum Protocol {
    TCP(6),
    UDP(17),
    SCTP(132);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
