package dev.caisson.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Address of a netlink socket. Layout: `struct sockaddr_nl`, include/uapi/linux/netlink.h.
///
/// @param port unsigned; 0 lets the kernel choose one at `bind` and names the kernel at `sendto`
/// @param groups bit mask of multicast groups
public record NetlinkAddress(int port, int groups) {
    static final int SIZE = 12;

    /// For [SocketCalls#bind] and [SocketCalls#sendto].
    public byte[] bytes() {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.nativeOrder())
                .putShort((short) Socket.AF_NETLINK)
                .putShort((short) 0)
                .putInt(port)
                .putInt(groups)
                .array();
    }

    /// From [SocketCalls#getsockname].
    public static NetlinkAddress of(byte[] address) {
        var buffer = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
        return new NetlinkAddress(buffer.getInt(4), buffer.getInt(8));
    }
}
