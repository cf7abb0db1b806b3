package dev.caisson.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/// One message to the kernel, complete but for its sequence number. Layout: `struct nlmsghdr`,
/// include/uapi/linux/netlink.h.
public final class NetlinkRequest {
    // include/uapi/linux/netlink.h
    public static final int NLM_F_REQUEST = 0x1;
    public static final int NLM_F_ACK = 0x4;
    public static final int NLM_F_DUMP = 0x300;
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_EXCL = 0x200;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLM_F_APPEND = 0x800;

    static final int HEADER = 16;

    private final String what;
    private final int type;
    private final int flags;
    private final byte[] payload;

    private NetlinkRequest(String what, int type, int flags, byte[] payload) {
        this.what = what;
        this.type = type;
        this.flags = flags;
        this.payload = payload;
    }

    /// @param what is asked, as a person would say it: `link add veth0`
    /// @param flags `NLM_F_*` besides `NLM_F_REQUEST`
    /// @param header the family's fixed structure, whose size is a multiple of four
    public static NetlinkRequest of(
            String what, int type, int flags, byte[] header, Consumer<AttributeWriter> attributes) {
        var payload = AttributeWriter.of(writer -> attributes.accept(writer.raw(header)));
        return new NetlinkRequest(what, type, flags | NLM_F_REQUEST, payload);
    }

    /// What is asked, for messages.
    public String what() {
        return what;
    }

    public int size() {
        return HEADER + payload.length;
    }

    /// Whether it asks for a list.
    boolean dumps() {
        return (flags & NLM_F_DUMP) == NLM_F_DUMP;
    }

    /// Whether the kernel answers it when all went well.
    boolean acknowledged() {
        return dumps() || (flags & NLM_F_ACK) != 0;
    }

    /// The message.
    public byte[] bytes(int sequence) {
        return ByteBuffer.allocate(size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(size())
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(payload)
                .array();
    }

    @Override
    public String toString() {
        return what;
    }
}
