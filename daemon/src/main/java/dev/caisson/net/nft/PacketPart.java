package dev.caisson.net.nft;

import dev.caisson.net.nft.NamedSet.Field;

/// What of a packet is looked up in a [NamedSet].
enum PacketPart {
    FROM_DEVICE("iifname"),
    TO_DEVICE("oifname"),
    SOURCE("saddr"),
    DESTINATION("daddr"),
    PROTOCOL("meta l4proto"),
    PORT("th dport");

    private final String word;

    PacketPart(String word) {
        this.word = word;
    }

    /// In the words of `nft`.
    String word(Field field) {
        return switch (field) {
            case ADDRESS -> "ip " + word;
            case ADDRESS_SIX -> "ip6 " + word;
            case PROTOCOL, PORT, DEVICE, VERDICT -> word;
        };
    }
}
