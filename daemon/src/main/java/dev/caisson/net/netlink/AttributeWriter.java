package dev.caisson.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// Writes netlink attributes one behind the other. Layout: `struct nlattr`,
/// include/uapi/linux/netlink.h.
///
/// Each has a length of two bytes (itself included, padding not), a type of two bytes and a value;
/// the next one begins at a multiple of four.
public final class AttributeWriter {
    /// Marks an attribute whose value is attributes.
    static final int NLA_F_NESTED = 0x8000;

    private static final int HEADER = 4;
    private static final int FIRST_ROOM = 256;

    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_ROOM).order(ByteOrder.LITTLE_ENDIAN);

    AttributeWriter() {}

    /// The attributes that the action writes, for those that embed them elsewhere.
    public static byte[] of(Consumer<AttributeWriter> action) {
        var writer = new AttributeWriter();
        action.accept(writer);
        return writer.written();
    }

    public AttributeWriter u8(int type, int value) {
        return bytes(type, new byte[] {(byte) value});
    }

    public AttributeWriter u16(int type, int value) {
        return bytes(type, new byte[] {(byte) value, (byte) (value >> 8)});
    }

    public AttributeWriter u32(int type, int value) {
        begin(type, 4);
        buffer.putInt(value);
        return this;
    }

    public AttributeWriter u64(int type, long value) {
        begin(type, 8);
        buffer.putLong(value);
        return this;
    }

    /// Two bytes in network order.
    public AttributeWriter be16(int type, int value) {
        return bytes(type, new byte[] {(byte) (value >> 8), (byte) value});
    }

    /// Four bytes in network order.
    public AttributeWriter be32(int type, int value) {
        begin(type, 4);
        buffer.putInt(Integer.reverseBytes(value));
        return this;
    }

    /// Eight bytes in network order.
    public AttributeWriter be64(int type, long value) {
        begin(type, 8);
        buffer.putLong(Long.reverseBytes(value));
        return this;
    }

    /// Text with the NUL that ends it.
    public AttributeWriter text(int type, String text) {
        var encoded = text.getBytes(StandardCharsets.UTF_8);
        return bytes(type, Arrays.copyOf(encoded, encoded.length + 1));
    }

    public AttributeWriter bytes(int type, byte[] value) {
        begin(type, value.length);
        buffer.put(value);
        return pad();
    }

    /// An attribute that says something by being there.
    public AttributeWriter flag(int type) {
        begin(type, 0);
        return this;
    }

    /// Attributes in an attribute.
    public AttributeWriter nested(int type, Consumer<AttributeWriter> inside) {
        int start = buffer.position();
        begin(type | NLA_F_NESTED, 0);
        inside.accept(this);
        buffer.putShort(start, (short) (buffer.position() - start));
        return this;
    }

    /// A fixed structure in front of further attributes, as some nested attributes have.
    public AttributeWriter raw(byte[] structure) {
        reserve(structure.length + HEADER);
        buffer.put(structure);
        return pad();
    }

    byte[] written() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void begin(int type, int length) {
        reserve(HEADER + length + HEADER);
        buffer.putShort((short) (HEADER + length)).putShort((short) type);
    }

    private AttributeWriter pad() {
        while (buffer.position() % 4 != 0) buffer.put((byte) 0);
        return this;
    }

    private void reserve(int more) {
        if (buffer.remaining() >= more) return;
        int room = Math.max(buffer.capacity() * 2, buffer.position() + more);
        var larger = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
        buffer = larger.put(buffer.flip());
    }
}
