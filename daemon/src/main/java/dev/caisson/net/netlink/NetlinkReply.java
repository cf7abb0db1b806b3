package dev.caisson.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// One message from the kernel.
///
/// @param port whose request it answers or tells of; 0 for the kernel's own
/// @param payload what follows the header, little-endian
public record NetlinkReply(int type, int flags, int sequence, int port, ByteBuffer payload) {
    // include/uapi/linux/netlink.h
    static final int NLMSG_NOOP = 1;
    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;

    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;

    /// All messages of one datagram; what is cut short is left out.
    ///
    /// @param length of what is there
    static List<NetlinkReply> parse(byte[] datagram, int length) {
        var replies = new ArrayList<NetlinkReply>();
        var bytes = ByteBuffer.wrap(datagram, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (length - at >= NetlinkRequest.HEADER) {
            int size = bytes.getInt(at);
            if (size < NetlinkRequest.HEADER || size > length - at) break;
            int header = NetlinkRequest.HEADER;
            replies.add(
                    new NetlinkReply(
                            Short.toUnsignedInt(bytes.getShort(at + 4)),
                            Short.toUnsignedInt(bytes.getShort(at + 6)),
                            bytes.getInt(at + 8),
                            bytes.getInt(at + 12),
                            bytes.slice(at + header, size - header)
                                    .order(ByteOrder.LITTLE_ENDIAN)));
            at += size + 3 & ~3;
        }
        return replies;
    }

    /// The error's number of an answer or the end of a list; 0 for success.
    int error() {
        return payload.remaining() >= 4 ? -payload.getInt(0) : 0;
    }

    /// What the kernel says about an error; empty when it says nothing.
    String explanation() {
        if ((flags & NLM_F_ACK_TLVS) == 0 || payload.remaining() < 4 + NetlinkRequest.HEADER) {
            return "";
        }
        int skipped = 4 + NetlinkRequest.HEADER;
        if ((flags & NLM_F_CAPPED) == 0) skipped = 4 + (payload.getInt(4) + 3 & ~3);
        if (skipped < 0 || skipped > payload.remaining()) return "";
        var rest = payload.slice(skipped, payload.remaining() - skipped);
        return Attributes.parse(rest).text(NLMSGERR_ATTR_MSG);
    }

    /// The attributes behind the family's fixed structure.
    public Attributes attributes(int structure) {
        if (payload.remaining() < structure) return Attributes.parse(ByteBuffer.allocate(0));
        return Attributes.parse(payload.slice(structure, payload.remaining() - structure));
    }
}
