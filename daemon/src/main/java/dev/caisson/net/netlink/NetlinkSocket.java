package dev.caisson.net.netlink;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.NetlinkAddress;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A netlink socket: asks, and waits for the answer. The kernel answers at once, so no call blocks
/// for long.
///
/// Several threads may call it: each exchange is whole before the next begins.
public final class NetlinkSocket implements AutoCloseable {
    /// A datagram of the kernel's is at most this long.
    private static final int ROOM = 64 << 10;

    /// Seconds after which an answer is taken as lost; the kernel gives it before `sendto` returns.
    private static final int PATIENCE = 10;

    private final Syscalls syscalls;
    private final Fd fd;
    private final byte[] received = new byte[ROOM];
    private int sequence;

    /// Bytes of one call: a table of rules goes to the kernel whole, or it would not be replaced in
    /// one step. That is some ten thousand ports or networks.
    private static final int LARGEST = 16 << 20;

    private NetlinkSocket(Syscalls syscalls, Fd fd) {
        this.syscalls = syscalls;
        this.fd = fd;
    }

    /// Opens one in the network namespace of the calling thread.
    ///
    /// @param protocol [Socket] `NETLINK_*`
    public static NetlinkSocket open(Syscalls syscalls, int protocol) {
        var fd = Fd.of(syscalls, syscalls.socket(Socket.AF_NETLINK, Socket.SOCK_RAW, protocol));
        try {
            syscalls.bind(fd.number(), new NetlinkAddress(0, 0).bytes());
            for (var option : List.of(Socket.NETLINK_CAP_ACK, Socket.NETLINK_EXT_ACK)) {
                syscalls.setsockopt(fd.number(), Socket.SOL_NETLINK, option, number(1));
            }
            syscalls.setsockopt(
                    fd.number(), Socket.SOL_SOCKET, Socket.SO_RCVTIMEO, seconds(PATIENCE));
            if (protocol == Socket.NETLINK_ROUTE) {
                syscalls.setsockopt(
                        fd.number(), Socket.SOL_NETLINK, Socket.NETLINK_GET_STRICT_CHK, number(1));
            }
            if (protocol == Socket.NETLINK_NETFILTER) {
                syscalls.setsockopt(
                        fd.number(), Socket.SOL_SOCKET, Socket.SO_SNDBUFFORCE, number(LARGEST));
            }
            return new NetlinkSocket(syscalls, fd);
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    /// The number by which the kernel knows this socket.
    public int port() {
        return NetlinkAddress.of(syscalls.getsockname(fd.number())).port();
    }

    /// Sends requests in one go; they are carried out in order. When one is refused the later ones
    /// have been tried as well.
    ///
    /// @return what came besides acknowledgements
    /// @throws SyscallException the first refusal, with what was asked
    public List<NetlinkReply> call(NetlinkRequest... requests) {
        return call(List.of(requests));
    }

    /// [#call(NetlinkRequest...)].
    public synchronized List<NetlinkReply> call(List<NetlinkRequest> requests) {
        int first = sequence + 1;
        sequence += requests.size();
        send(requests, first);
        return new Exchange(requests, first).collect();
    }

    private void send(List<NetlinkRequest> requests, int first) {
        int size = requests.stream().mapToInt(NetlinkRequest::size).sum();
        var all = ByteBuffer.allocate(size);
        for (int i = 0; i < requests.size(); i++) all.put(requests.get(i).bytes(first + i));
        var kernel = new NetlinkAddress(0, 0).bytes();
        int sent = syscalls.sendto(fd.number(), all.array(), 0, size, 0, kernel);
        if (sent != size) throw new SyscallException(Errno.EMSGSIZE, "netlink " + requests);
    }

    /// What belongs to the requests of one call; anything older is dropped.
    private final class Exchange {
        private final List<NetlinkRequest> requests;
        private final int first;
        private final List<NetlinkReply> replies = new ArrayList<>();
        private final List<SyscallException> refusals = new ArrayList<>();
        private final Set<Integer> pending = new HashSet<>();

        Exchange(List<NetlinkRequest> requests, int first) {
            this.requests = requests;
            this.first = first;
        }

        List<NetlinkReply> collect() {
            for (int i = 0; i < requests.size(); i++) {
                if (requests.get(i).acknowledged()) pending.add(i);
            }
            while (!pending.isEmpty()) {
                for (var reply : receive()) {
                    int index = reply.sequence() - first;
                    if (index >= 0 && index < requests.size()) take(reply, index);
                }
            }
            if (!refusals.isEmpty()) throw refusals.getFirst();
            return replies;
        }

        private void take(NetlinkReply reply, int index) {
            switch (reply.type()) {
                case NetlinkReply.NLMSG_NOOP -> {}
                case NetlinkReply.NLMSG_ERROR, NetlinkReply.NLMSG_DONE -> {
                    if (reply.error() != 0) refuse(reply, requests.get(index));
                    boolean asked = pending.remove(index);
                    // An answer nobody asked for is a refusal, and of a batch it is the last word.
                    if (!asked) pending.clear();
                }
                default -> replies.add(reply);
            }
        }

        private void refuse(NetlinkReply reply, NetlinkRequest request) {
            refusals.add(
                    new SyscallException(
                            Errno.of(reply.error()), request.what(), reply.explanation()));
        }

        private List<NetlinkReply> receive() {
            int length = syscalls.recvfrom(fd.number(), received, 0, ROOM, 0);
            int there = Math.min(length, ROOM);
            return NetlinkReply.parse(Arrays.copyOf(received, there), there);
        }
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }

    /// `struct timeval`.
    private static byte[] seconds(long value) {
        return ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(value).array();
    }

    /// Idempotent.
    @Override
    public void close() {
        fd.close();
    }
}
