package dev.caisson.net.netlink;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.CloneFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.NsThread;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A network namespace that is held by its descriptor, and a route socket in it.
///
/// It lives on while a process is in it; when none is, it ends with [#close], and with it every
/// device inside.
public final class NetworkNamespace implements AutoCloseable {
    /// The kernel gives `lo` this index in every namespace.
    private static final int LOOPBACK = 1;

    private static final String OWN = "/proc/thread-self/ns/net";

    private final Syscalls syscalls;
    private final Fd fd;
    private final RouteSocket routes;

    private NetworkNamespace(Syscalls syscalls, Fd fd, RouteSocket routes) {
        this.syscalls = syscalls;
        this.fd = fd;
        this.routes = routes;
    }

    /// A new one, whose `lo` is up.
    ///
    /// @param settings files below `/proc/sys` with what to write there; what this kernel does not
    ///     have is left out
    public static NetworkNamespace create(Syscalls syscalls, Map<String, String> settings) {
        return NsThread.call(
                "netns-create",
                () -> {
                    syscalls.unshare(CloneFlag.CLONE_NEWNET);
                    settings.forEach((name, value) -> writeIfThere(syscalls, name, value));
                    var made = here(syscalls, OWN);
                    made.routes().setUp(LOOPBACK, true);
                    return made;
                });
    }

    private static void writeIfThere(Syscalls syscalls, String name, String value) {
        try {
            writeSysctl(syscalls, name, value);
        } catch (SyscallException missing) {
            if (!missing.is(Errno.ENOENT)) throw missing;
        }
    }

    /// That of a process.
    ///
    /// @throws SyscallException `ENOENT` when the process is gone
    public static NetworkNamespace ofProcess(Syscalls syscalls, int pid) {
        return at(syscalls, "/proc/" + pid + "/ns/net");
    }

    /// The one a path below `/proc` leads to.
    ///
    /// @throws SyscallException `ENOENT` when it does not
    public static NetworkNamespace at(Syscalls syscalls, String path) {
        var fd = open(syscalls, path);
        return NsThread.call(
                "netns-open",
                () -> {
                    try {
                        syscalls.setns(fd.number(), CloneFlag.CLONE_NEWNET);
                        return new NetworkNamespace(syscalls, fd, RouteSocket.open(syscalls));
                    } catch (RuntimeException failure) {
                        fd.close();
                        throw failure;
                    }
                });
    }

    private static NetworkNamespace here(Syscalls syscalls, String path) {
        var fd = open(syscalls, path);
        try {
            return new NetworkNamespace(syscalls, fd, RouteSocket.open(syscalls));
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    private static Fd open(Syscalls syscalls, String path) {
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path, OpenFlag.O_RDONLY, 0));
    }

    public int fd() {
        return fd.number();
    }

    public RouteSocket routes() {
        return routes;
    }

    /// Runs something on a thread in this namespace, such as making a socket.
    public <T> T inside(Blocking.Task<T, RuntimeException> task) {
        return NsThread.call(
                "netns-inside",
                () -> {
                    syscalls.setns(fd.number(), CloneFlag.CLONE_NEWNET);
                    return task.run();
                });
    }

    /// Writes a file below `/proc/sys`; a network setting is that of the namespace of the writer.
    ///
    /// @param name with slashes: `net/ipv4/ip_forward`
    /// @throws SyscallException `ENOENT` when this kernel has no such setting
    public void setSysctl(String name, String value) {
        inside(
                () -> {
                    writeSysctl(syscalls, name, value);
                    return true;
                });
    }

    /// Writes a setting of the calling thread's namespace.
    public static void writeSysctl(Syscalls syscalls, String name, String value) {
        int flags = OpenFlag.O_WRONLY;
        try (var file =
                Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, "/proc/sys/" + name, flags, 0))) {
            syscalls.writeAll(file.number(), value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Idempotent.
    @Override
    public void close() {
        routes.close();
        fd.close();
    }
}
