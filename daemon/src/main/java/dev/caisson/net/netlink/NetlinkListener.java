package dev.caisson.net.netlink;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.NetlinkAddress;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.ArrayList;
import java.util.List;

/// Hears what the kernel tells everybody who listens.
public final class NetlinkListener implements AutoCloseable {
    private static final int ROOM = 64 << 10;

    private final Syscalls syscalls;
    private final Fd fd;

    private NetlinkListener(Syscalls syscalls, Fd fd) {
        this.syscalls = syscalls;
        this.fd = fd;
    }

    /// In the network namespace of the calling thread.
    ///
    /// @param groups bit mask of multicast groups
    public static NetlinkListener open(Syscalls syscalls, int protocol, int groups) {
        int type = Socket.SOCK_RAW | Socket.SOCK_NONBLOCK;
        var fd = Fd.of(syscalls, syscalls.socket(Socket.AF_NETLINK, type, protocol));
        try {
            syscalls.bind(fd.number(), new NetlinkAddress(0, groups).bytes());
            return new NetlinkListener(syscalls, fd);
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    /// For a poller; readable when something was told.
    public int fd() {
        return fd.number();
    }

    /// What was told since the last call; never waits.
    ///
    /// @throws SyscallException `ENOBUFS` when it was more than could be kept
    public List<NetlinkReply> received() {
        var all = new ArrayList<NetlinkReply>();
        while (true) {
            var datagram = new byte[ROOM];
            try {
                int length = syscalls.recvfrom(fd.number(), datagram, 0, ROOM, 0);
                all.addAll(NetlinkReply.parse(datagram, Math.min(length, ROOM)));
            } catch (SyscallException empty) {
                if (empty.is(Errno.EAGAIN)) return all;
                throw empty;
            }
        }
    }

    /// Idempotent.
    @Override
    public void close() {
        fd.close();
    }
}
