package dev.caisson.net.ports;

import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Socket;
import dev.caisson.sys.Syscalls;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Sockets that are bound to a port of the host.
final class BoundSocket {
    // include/uapi/linux/in.h, in6.h
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private BoundSocket() {}

    /// A stream socket listens as well: two sockets that are only bound may share a port.
    ///
    /// @param queue how many connections may wait; where nobody accepts the kernel wants one as
    ///     well
    static Fd open(Syscalls syscalls, HostPort taken, int queue) {
        var address = taken.address();
        var protocol = taken.protocol();
        boolean six = address.getAddress().length == 16;
        boolean stream = protocol != Protocol.UDP;
        int family = six ? Socket.AF_INET6 : Socket.AF_INET;
        int type = (stream ? Socket.SOCK_STREAM : Socket.SOCK_DGRAM) | Socket.SOCK_NONBLOCK;
        var fd = Fd.of(syscalls, syscalls.socket(family, type, protocol.number()));
        try {
            if (stream) {
                // Old connections of an earlier user of the port do not matter.
                syscalls.setsockopt(fd.number(), Socket.SOL_SOCKET, Socket.SO_REUSEADDR, number(1));
            }
            if (six) syscalls.setsockopt(fd.number(), IPPROTO_IPV6, IPV6_V6ONLY, number(1));
            syscalls.bind(fd.number(), bytes(address, taken.port()));
            if (stream) syscalls.listen(fd.number(), queue);
            return fd;
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    /// Nothing waits for more to be sent along, and who vanished is noticed some day; what is
    /// accepted at a socket has this of it.
    static void settle(Syscalls syscalls, int socket) {
        syscalls.setsockopt(socket, Socket.IPPROTO_TCP, Socket.TCP_NODELAY, number(1));
        syscalls.setsockopt(socket, Socket.SOL_SOCKET, Socket.SO_KEEPALIVE, number(1));
    }

    /// `struct sockaddr_in` or `sockaddr_in6`, include/uapi/linux/in.h and in6.h.
    static byte[] bytes(InetAddress address, int port) {
        boolean six = address.getAddress().length == 16;
        var buffer = ByteBuffer.allocate(six ? 28 : 16).order(ByteOrder.nativeOrder());
        buffer.putShort((short) (six ? Socket.AF_INET6 : Socket.AF_INET));
        buffer.put((byte) (port >> 8)).put((byte) port);
        if (six) buffer.putInt(0);
        buffer.put(address.getAddress());
        return buffer.array();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }
}
