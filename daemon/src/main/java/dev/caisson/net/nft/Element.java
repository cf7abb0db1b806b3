package dev.caisson.net.nft;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.netlink.AttributeWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One key of a [NamedSet] and what it leads to. Two with the same words are the same.
final class Element {
    // include/uapi/linux/netfilter/nf_tables.h
    private static final int NFTA_LIST_ELEM = 1;
    private static final int NFTA_SET_ELEM_KEY = 1;
    private static final int NFTA_SET_ELEM_DATA = 2;
    private static final int NFTA_SET_ELEM_FLAGS = 3;
    private static final int NFT_SET_ELEM_INTERVAL_END = 1;
    private static final int NFTA_DATA_VALUE = 1;

    private final NamedSet set;
    private final List<String> words = new ArrayList<>();
    private final ByteBuffer key;
    private byte @Nullable [] end;
    private Consumer<AttributeWriter> value = _ -> {};
    private String leadsTo = "";

    private Element(NamedSet set) {
        this.set = set;
        key = ByteBuffer.allocate(set.keyLength());
    }

    static Element in(NamedSet set) {
        return new Element(set);
    }

    NamedSet set() {
        return set;
    }

    // ---- the key, field by field

    Element device(String name) {
        var field = name.getBytes(StandardCharsets.UTF_8);
        return field("\"" + name + "\"", field, NamedSet.Field.DEVICE);
    }

    Element address(InetAddress address) {
        var field = NamedSet.Field.address(Addresses.isSix(address));
        return field(Addresses.text(address), address.getAddress(), field);
    }

    Element protocol(int number) {
        return field("" + number, new byte[] {(byte) number}, NamedSet.Field.PROTOCOL);
    }

    Element port(int port) {
        var bytes = new byte[] {(byte) (port >> 8), (byte) port};
        return field("" + port, bytes, NamedSet.Field.PORT);
    }

    /// All addresses of a subnet.
    Element within(Subnet subnet) {
        var base = subnet.base().getAddress();
        key.put(base);
        words.add(subnet.toString());
        int bits = base.length * 8;
        var behind = new BigInteger(1, base).add(BigInteger.ONE.shiftLeft(bits - subnet.prefix()));
        // The last subnet of all has nothing behind it: it stays open.
        if (behind.bitLength() <= bits) end = padded(behind.toByteArray(), base.length);
        return this;
    }

    private static byte[] padded(byte[] number, int length) {
        var bytes = new byte[length];
        int count = Math.min(length, number.length);
        System.arraycopy(number, number.length - count, bytes, length - count, count);
        return bytes;
    }

    private Element field(String text, byte[] bytes, NamedSet.Field field) {
        words.add(text);
        int room = set.key().size() == 1 ? field.length() : field.room();
        key.put(Arrays.copyOf(bytes, room));
        return this;
    }

    // ---- what it leads to

    Element to(InetAddress address, int port) {
        boolean six = Addresses.isSix(address);
        leadsTo = " : " + Addresses.text(address) + " . " + port;
        var bytes = ByteBuffer.allocate(set.valueLength()).put(address.getAddress());
        bytes.putShort(NamedSet.Field.address(six).room(), (short) port);
        value = data -> data.bytes(NFTA_DATA_VALUE, bytes.array());
        return this;
    }

    Element accept() {
        return verdict("accept", Rule.NF_ACCEPT, "");
    }

    Element goOnIn(String chain) {
        return verdict("goto " + chain, Rule.NFT_GOTO, chain);
    }

    private Element verdict(String word, int code, String chain) {
        leadsTo = " : " + word;
        value = data -> Rule.writeVerdict(data, code, chain);
        return this;
    }

    void writeTo(AttributeWriter list) {
        list.nested(
                NFTA_LIST_ELEM,
                element -> {
                    element.nested(NFTA_SET_ELEM_KEY, to -> to.bytes(NFTA_DATA_VALUE, key.array()));
                    if (set.isMap()) element.nested(NFTA_SET_ELEM_DATA, value);
                });
        var behind = end;
        if (behind == null) return;
        list.nested(
                NFTA_LIST_ELEM,
                element ->
                        element.nested(NFTA_SET_ELEM_KEY, to -> to.bytes(NFTA_DATA_VALUE, behind))
                                .be32(NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Element element && toString().equals(element.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return set.name() + " { " + String.join(" . ", words) + leadsTo + " }";
    }
}
