package dev.caisson.net.dns;

import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.net.nft.ResolverRules;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The sockets of a resolver inside a namespace, at one port of both protocols, and the rules that
/// lead questions to them; nobody answers yet.
public final class ReadyResolver implements AutoCloseable {
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int QUEUE = 64;
    private static final int TRIES = 16;

    private final Fd datagrams;
    private final Fd streams;
    private final int port;

    private ReadyResolver(Fd datagrams, Fd streams, int port) {
        this.datagrams = datagrams;
        this.streams = streams;
        this.port = port;
    }

    /// @param port where questions were led before; 0 for any
    /// @throws SyscallException when the namespace takes no sockets or rules
    public static ReadyResolver open(Syscalls syscalls, NetworkNamespace inside, int port) {
        var opened = inside.inside(() -> sockets(syscalls, port));
        try {
            if (opened.port != port) {
                ResolverRules.set(syscalls, inside, Resolvers.ADDRESS, opened.port);
            }
            return opened;
        } catch (RuntimeException failure) {
            opened.close();
            throw failure;
        }
    }

    int port() {
        return port;
    }

    /// Hands over the descriptor of the socket for datagrams.
    int takeDatagrams() {
        return datagrams.take();
    }

    /// Hands over the descriptor of the listening socket.
    int takeStreams() {
        return streams.take();
    }

    private static ReadyResolver sockets(Syscalls syscalls, int asked) {
        int port = asked;
        for (int i = 0; ; i++) {
            var datagrams = socket(syscalls, Socket.SOCK_DGRAM, IPPROTO_UDP);
            try {
                syscalls.bind(datagrams.number(), address(port));
                int got = port(syscalls.getsockname(datagrams.number()));
                return new ReadyResolver(datagrams, listener(syscalls, got), got);
            } catch (SyscallException taken) {
                datagrams.close();
                if (!taken.is(Errno.EADDRINUSE) || i == TRIES) throw taken;
                port = 0;
            }
        }
    }

    private static Fd listener(Syscalls syscalls, int port) {
        var streams = socket(syscalls, Socket.SOCK_STREAM, IPPROTO_TCP);
        try {
            syscalls.setsockopt(
                    streams.number(),
                    Socket.SOL_SOCKET,
                    Socket.SO_REUSEADDR,
                    new byte[] {1, 0, 0, 0});
            syscalls.bind(streams.number(), address(port));
            syscalls.listen(streams.number(), QUEUE);
            return streams;
        } catch (RuntimeException failure) {
            streams.close();
            throw failure;
        }
    }

    private static Fd socket(Syscalls syscalls, int type, int protocol) {
        return Fd.of(
                syscalls, syscalls.socket(Socket.AF_INET, type | Socket.SOCK_NONBLOCK, protocol));
    }

    /// `struct sockaddr_in`, include/uapi/linux/in.h.
    private static byte[] address(int port) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putShort((short) Socket.AF_INET)
                .put((byte) (port >> 8))
                .put((byte) port)
                .put(Resolvers.ADDRESS.getAddress())
                .array();
    }

    private static int port(byte[] address) {
        return Byte.toUnsignedInt(address[2]) << 8 | Byte.toUnsignedInt(address[3]);
    }

    /// Gives up what was not handed over. Idempotent.
    @Override
    public void close() {
        datagrams.close();
        streams.close();
    }
}
