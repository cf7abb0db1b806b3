package dev.caisson.sys;

import java.util.HexFormat;

/// [SocketCalls] as text.
interface RecordedSockets extends SocketCalls, Recorder {
    @Override
    default int socket(int domain, int type, int protocol) {
        return newFd(
                "socket",
                Shown.name(Socket.class, "AF_", domain),
                Shown.flags(Socket.class, "SOCK_", type),
                protocol);
    }

    @Override
    default void bind(int fd, byte[] address) {
        done("bind", Shown.fd(fd), HexFormat.of().formatHex(address));
    }

    @Override
    default void connect(int fd, byte[] address) {
        done("connect", Shown.fd(fd), HexFormat.of().formatHex(address));
    }

    @Override
    default void listen(int fd, int backlog) {
        done("listen", Shown.fd(fd), backlog);
    }

    @Override
    default int accept4(int fd, int flags) {
        return newFd("accept4", Shown.fd(fd));
    }

    @Override
    default void shutdown(int fd, int how) {
        done("shutdown", Shown.fd(fd), how);
    }

    @Override
    default byte[] getsockname(int fd) {
        return answer(new byte[128], "getsockname", Shown.fd(fd));
    }

    @Override
    default void setsockopt(int fd, int level, int option, byte[] value) {
        done("setsockopt", Shown.fd(fd), level, option, HexFormat.of().formatHex(value));
    }

    @Override
    default int sendto(int fd, byte[] bytes, int offset, int length, int flags, byte[] address) {
        done("sendto", Shown.fd(fd), length + " bytes");
        return length;
    }

    @Override
    default int recvfrom(int fd, byte[] bytes, int offset, int length, int flags) {
        var answer = answer(new byte[0], "recvfrom", Shown.fd(fd));
        int size = Math.min(length, answer.length);
        System.arraycopy(answer, 0, bytes, offset, size);
        return size;
    }

    @Override
    default int siocoutq(int fd) {
        return answer(0, "SIOCOUTQ", Shown.fd(fd));
    }
}
