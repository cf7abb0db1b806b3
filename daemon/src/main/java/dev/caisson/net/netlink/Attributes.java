package dev.caisson.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Attributes as the kernel sent them. Reading stops at the first that does not fit; what came
/// before it counts. Of several with one type, [#find] gives the last, as the kernel's parser does.
public final class Attributes {
    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;

    private final List<Attribute> all;

    /// @param value positioned on the value and limited to it, little-endian
    private record Attribute(int type, ByteBuffer value) {}

    private Attributes(List<Attribute> all) {
        this.all = List.copyOf(all);
    }

    /// Reads the rest of a buffer, which is not moved.
    public static Attributes parse(ByteBuffer bytes) {
        var found = new ArrayList<Attribute>();
        var rest = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (rest.limit() - at >= HEADER) {
            int length = Short.toUnsignedInt(rest.getShort(at));
            if (length < HEADER || length > rest.limit() - at) break;
            int type = Short.toUnsignedInt(rest.getShort(at + 2)) & TYPE_MASK;
            var value = rest.slice(at + HEADER, length - HEADER).order(ByteOrder.LITTLE_ENDIAN);
            found.add(new Attribute(type, value));
            at += length + 3 & ~3;
        }
        return new Attributes(found);
    }

    public boolean has(int type) {
        return find(type).isPresent();
    }

    /// Empty when it is missing or shorter than four bytes.
    public OptionalInt u32(int type) {
        return find(type)
                .filter(value -> value.remaining() >= 4)
                .map(value -> OptionalInt.of(value.getInt(0)))
                .orElse(OptionalInt.empty());
    }

    /// Four bytes in network order.
    public OptionalInt be32(int type) {
        var read = u32(type);
        return read.isPresent() ? OptionalInt.of(Integer.reverseBytes(read.getAsInt())) : read;
    }

    /// Eight bytes in network order; 0 when there are none.
    public long be64(int type) {
        return find(type)
                .filter(value -> value.remaining() >= 8)
                .map(value -> Long.reverseBytes(value.getLong(0)))
                .orElse(0L);
    }

    /// Text up to its NUL; empty when there is none.
    public String text(int type) {
        var value = find(type);
        if (value.isEmpty()) return "";
        var bytes = copy(value.get());
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) end++;
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    public Optional<byte[]> bytes(int type) {
        return find(type).map(Attributes::copy);
    }

    /// Attributes in an attribute; none when it is missing.
    public Attributes nested(int type) {
        return find(type).map(Attributes::parse).orElseGet(() -> new Attributes(List.of()));
    }

    /// Every attribute of a type that holds attributes, in order.
    public List<Attributes> each(int type) {
        return all.stream()
                .filter(attribute -> attribute.type() == type)
                .map(attribute -> parse(attribute.value()))
                .toList();
    }

    /// Their types, in order.
    public List<Integer> types() {
        return all.stream().map(Attribute::type).toList();
    }

    private Optional<ByteBuffer> find(int type) {
        for (var attribute : all.reversed()) {
            if (attribute.type() == type) return Optional.of(attribute.value());
        }
        return Optional.empty();
    }

    private static byte[] copy(ByteBuffer value) {
        var bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }
}
