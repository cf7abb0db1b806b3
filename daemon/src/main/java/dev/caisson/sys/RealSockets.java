package dev.caisson.sys;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;

/// [SocketCalls] on the running kernel.
interface RealSockets extends SocketCalls {
    // struct sockaddr_storage, include/uapi/linux/socket.h
    int ADDRESS_MAX = 128;

    // include/uapi/linux/sockios.h
    int SIOCOUTQ = 0x5411;

    @Override
    default int socket(int domain, int type, int protocol) {
        return (int)
                Kernel.call(
                        () -> "socket " + domain + " " + type + " " + protocol,
                        CallNumber.SOCKET,
                        domain,
                        type | Socket.SOCK_CLOEXEC,
                        protocol);
    }

    @Override
    default void bind(int fd, byte[] address) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "bind fd " + fd,
                    CallNumber.BIND,
                    fd,
                    scratch.bytes(address, 0, address.length),
                    address.length);
        }
    }

    @Override
    default void connect(int fd, byte[] address) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "connect fd " + fd,
                    CallNumber.CONNECT,
                    fd,
                    scratch.bytes(address, 0, address.length),
                    address.length);
        }
    }

    @Override
    default void listen(int fd, int backlog) {
        Kernel.call(() -> "listen fd " + fd, CallNumber.LISTEN, fd, backlog);
    }

    @Override
    default int accept4(int fd, int flags) {
        return (int)
                Kernel.call(
                        () -> "accept4 fd " + fd,
                        CallNumber.ACCEPT4,
                        fd,
                        0,
                        0,
                        flags | Socket.SOCK_CLOEXEC);
    }

    @Override
    default void shutdown(int fd, int how) {
        Kernel.call(() -> "shutdown fd " + fd, CallNumber.SHUTDOWN, fd, how);
    }

    @Override
    default byte[] getsockname(int fd) {
        try (var scratch = Scratch.take()) {
            int address = scratch.zeroed(ADDRESS_MAX);
            int length = scratch.block(4);
            scratch.memory().putInt(length, ADDRESS_MAX);
            Kernel.call(
                    () -> "getsockname fd " + fd,
                    CallNumber.GETSOCKNAME,
                    fd,
                    scratch.address(address),
                    scratch.address(length));
            return scratch.copy(address, Math.min(ADDRESS_MAX, scratch.memory().getInt(length)));
        }
    }

    @Override
    default void setsockopt(int fd, int level, int option, byte[] value) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "setsockopt fd " + fd + " level " + level + " option " + option,
                    CallNumber.SETSOCKOPT,
                    fd,
                    level,
                    option,
                    scratch.bytes(value, 0, value.length),
                    value.length);
        }
    }

    @Override
    default int sendto(int fd, byte[] bytes, int offset, int length, int flags, byte[] address) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        // A batch of netlink messages can be longer than what is kept ready.
        var large =
                length > Scratch.TRANSFER
                        ? ByteBuffer.allocateDirect(length).put(bytes, offset, length)
                        : null;
        try (var scratch = Scratch.take()) {
            long message =
                    large == null
                            ? scratch.bytes(bytes, offset, length)
                            : MemorySegment.ofBuffer(large.clear()).address();
            long to = address.length == 0 ? 0 : scratch.bytes(address, 0, address.length);
            return (int)
                    Kernel.call(
                            () -> "sendto fd " + fd,
                            CallNumber.SENDTO,
                            fd,
                            message,
                            length,
                            flags,
                            to,
                            address.length);
        } finally {
            Reference.reachabilityFence(large);
        }
    }

    @Override
    default int recvfrom(int fd, byte[] bytes, int offset, int length, int flags) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        try (var scratch = Scratch.take()) {
            int size = Math.min(length, Scratch.TRANSFER);
            int room = scratch.block(size);
            int whole =
                    (int)
                            Kernel.call(
                                    () -> "recvfrom fd " + fd,
                                    CallNumber.RECVFROM,
                                    fd,
                                    scratch.address(room),
                                    size,
                                    flags,
                                    0,
                                    0);
            scratch.memory().get(room, bytes, offset, Math.min(whole, size));
            return whole;
        }
    }

    @Override
    default int siocoutq(int fd) {
        try (var scratch = Scratch.take()) {
            int room = scratch.block(4);
            Kernel.call(
                    () -> "ioctl SIOCOUTQ fd " + fd,
                    CallNumber.IOCTL,
                    fd,
                    SIOCOUTQ,
                    scratch.address(room));
            return scratch.memory().getInt(room);
        }
    }
}
