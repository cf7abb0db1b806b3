package dev.caisson.net.nft;

import java.util.List;

/// A set of keys that one rule asks for, or a map from keys to what follows. Asking takes as long
/// with one element as with thousands.
///
/// @param key its fields; each takes whole registers of four bytes
/// @param value what a key leads to; empty for a plain set
/// @param ranges whether keys are the two ends of ranges
record NamedSet(String name, List<Field> key, List<Field> value, boolean ranges) {
    // include/uapi/linux/netfilter/nf_tables.h
    private static final int NFT_SET_INTERVAL = 4;
    private static final int NFT_SET_MAP = 8;
    private static final int NFT_DATA_VERDICT = 0xffffff00;

    private static final int BITS_OF_A_KIND = 6;

    /// What a field holds.
    enum Field {
        // The numbers are those by which the tool `nft` knows how to print them.
        ADDRESS(7, 4),
        ADDRESS_SIX(8, 16),
        PROTOCOL(12, 1),
        PORT(13, 2),
        DEVICE(41, 16),
        /// Where the packet goes on; never together with others.
        VERDICT(1, 0);

        private final int kind;
        private final int length;

        Field(int kind, int length) {
            this.kind = kind;
            this.length = length;
        }

        static Field address(boolean six) {
            return six ? ADDRESS_SIX : ADDRESS;
        }

        int length() {
            return length;
        }

        /// Bytes in registers.
        int room() {
            return (length + 3) / 4 * 4;
        }
    }

    NamedSet {
        key = List.copyOf(key);
        value = List.copyOf(value);
    }

    static NamedSet of(String name, Field... key) {
        return new NamedSet(name, List.of(key), List.of(), false);
    }

    /// From keys to addresses with ports.
    NamedSet toSocket(boolean six) {
        return new NamedSet(name, key, List.of(Field.address(six), Field.PORT), ranges);
    }

    NamedSet toVerdict() {
        return new NamedSet(name, key, List.of(Field.VERDICT), ranges);
    }

    NamedSet ofRanges() {
        return new NamedSet(name, key, value, true);
    }

    boolean isMap() {
        return !value.isEmpty();
    }

    boolean leadsToVerdict() {
        return value.equals(List.of(Field.VERDICT));
    }

    int flags() {
        return (ranges ? NFT_SET_INTERVAL : 0) | (isMap() ? NFT_SET_MAP : 0);
    }

    /// How `nft` reads keys: devices as this host writes numbers, all others as the network does.
    /// Layout: libnftnl's NFTNL_UDATA_SET_KEYBYTEORDER of four bytes.
    byte[] order() {
        boolean ofHost = key.equals(List.of(Field.DEVICE));
        return new byte[] {0, 4, (byte) (ofHost ? 1 : 2), 0, 0, 0};
    }

    int keyKind() {
        return kind(key);
    }

    int keyLength() {
        return length(key);
    }

    int valueKind() {
        return leadsToVerdict() ? NFT_DATA_VERDICT : kind(value);
    }

    int valueLength() {
        return length(value);
    }

    private static int kind(List<Field> fields) {
        int all = 0;
        for (var field : fields) all = all << BITS_OF_A_KIND | field.kind;
        return all;
    }

    /// A single field takes its own length, several take whole registers each.
    private static int length(List<Field> fields) {
        if (fields.size() == 1) return fields.getFirst().length();
        return fields.stream().mapToInt(Field::room).sum();
    }
}
