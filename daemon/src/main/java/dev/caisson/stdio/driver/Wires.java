package dev.caisson.stdio.driver;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Opens connections by address: `tcp`, `udp`, `unix`, `unixgram`.
final class Wires {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration FULL = Duration.ofMillis(10);

    private Wires() {}

    static Wire open(Syscalls syscalls, URI address) throws IOException {
        return switch (address.getScheme()) {
            case "tcp" -> tcp(address);
            case "udp" -> udp(address);
            case "unix" -> unix(syscalls, address.getPath());
            case "unixgram" -> new Datagrams(syscalls, address.getPath());
            default -> throw new IOException("unsupported scheme: '" + address.getScheme() + "'");
        };
    }

    static InetSocketAddress internet(URI address) {
        var host = address.getHost();
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new InetSocketAddress(
                bracketed ? host.substring(1, host.length() - 1) : host, address.getPort());
    }

    private static Wire tcp(URI address) throws IOException {
        var channel = SocketChannel.open();
        try {
            channel.socket().connect(internet(address), (int) CONNECT.toMillis());
            return new Stream(channel);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    private static Wire udp(URI address) throws IOException {
        var channel = DatagramChannel.open();
        try {
            channel.connect(internet(address));
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
        return new Wire() {
            @Override
            public void send(byte[] bytes, int length) throws IOException {
                int _ = channel.write(ByteBuffer.wrap(bytes, 0, length));
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /// A datagram socket is tried when it is no stream, as dockerd's syslog does.
    private static Wire unix(Syscalls syscalls, String path) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new Stream(channel);
        } catch (IOException failure) {
            channel.close();
            try {
                return new Datagrams(syscalls, path);
            } catch (IOException neither) {
                failure.addSuppressed(neither);
                throw failure;
            }
        }
    }

    /// Whether a stream socket listens there.
    static boolean isStream(String path) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException other) {
            return false;
        }
    }

    private record Stream(SocketChannel channel) implements Wire {
        @Override
        public void send(byte[] bytes, int length) throws IOException {
            var left = ByteBuffer.wrap(bytes, 0, length);
            while (left.hasRemaining()) {
                int _ = channel.write(left);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// A unix datagram socket, which Java has no class for. A full one is tried again, so that
    /// nothing blocks in the kernel.
    static final class Datagrams implements Wire {
        private static final int PATH_MAX = 108;

        private final Syscalls syscalls;
        private final Fd fd;

        Datagrams(Syscalls syscalls, String path) throws IOException {
            this.syscalls = syscalls;
            fd = Fd.of(syscalls, syscalls.socket(Socket.AF_UNIX, Socket.SOCK_DGRAM, 0));
            try {
                syscalls.connect(fd.number(), address(path));
            } catch (SyscallException | IllegalArgumentException failure) {
                fd.close();
                throw new IOException("connect " + path + ": " + failure.getMessage(), failure);
            }
        }

        /// `struct sockaddr_un`, include/uapi/linux/un.h.
        static byte[] address(String path) {
            var bytes = path.getBytes(StandardCharsets.UTF_8);
            if (bytes.length >= PATH_MAX) throw new IllegalArgumentException("path too long");
            return ByteBuffer.allocate(2 + bytes.length + 1)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) Socket.AF_UNIX)
                    .put(bytes)
                    .array();
        }

        @Override
        public void send(byte[] bytes, int length) throws IOException, InterruptedException {
            while (true) {
                try {
                    int flags = Socket.MSG_DONTWAIT | Socket.MSG_NOSIGNAL;
                    int _ = syscalls.sendto(fd.number(), bytes, 0, length, flags, new byte[0]);
                    return;
                } catch (SyscallException failure) {
                    boolean full = failure.is(Errno.EAGAIN) || failure.is(Errno.ENOBUFS);
                    if (!full) throw new IOException(failure);
                    LockSupport.parkNanos(FULL.toNanos());
                    if (Thread.interrupted()) throw new InterruptedException();
                }
            }
        }

        @Override
        public void close() {
            fd.close();
        }
    }
}
