package dev.caisson.storage;

import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_PATH;
import static dev.caisson.sys.OpenFlag.RESOLVE_IN_ROOT;
import static dev.caisson.sys.OpenFlag.RESOLVE_NO_MAGICLINKS;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.List;

/// What a container sees as its files, open for a copy.
///
/// 1. Every path is resolved by the kernel with the container's root as its root
///    (`RESOLVE_IN_ROOT`), whatever the container does to it meanwhile: a link leads nowhere else.
/// 2. What was found is acted on by descriptor; no path is resolved twice for one purpose.
/// 3. Nothing of the container is executed or loaded.
public final class ContainerTree implements AutoCloseable {
    private static final long IN_ROOT = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    private static final int ATTEMPTS = 1000;

    private final Syscalls syscalls;
    private final Fd root;
    private final List<Fd> kept;
    private final String name;

    /// @param root closed with this
    /// @param kept what must stay open as long, closed with this
    /// @param name of the container, for messages
    public ContainerTree(Syscalls syscalls, Fd root, List<Fd> kept, String name) {
        this.syscalls = syscalls;
        this.root = root;
        this.kept = List.copyOf(kept);
        this.name = name;
    }

    Syscalls syscalls() {
        return syscalls;
    }

    Fd root() {
        return root;
    }

    /// Opens what a path leads to, links followed.
    ///
    /// @param flags [dev.caisson.sys.OpenFlag] `O_*`
    /// @throws dev.caisson.fault.NotFound `ARCHIVE_PATH_MISSING`
    /// @throws dev.caisson.fault.InvalidInput `ARCHIVE_NO_DIRECTORY`
    Fd open(String path, int flags) {
        try {
            return tryOpen(path, flags);
        } catch (SyscallException failed) {
            throw refused(failed, path);
        }
    }

    Fd directory(String path) {
        return open(path, O_PATH | O_DIRECTORY);
    }

    /// As [#open]; the caller knows what a failure means.
    Fd tryOpen(String path, int flags) {
        for (int attempt = 1; ; attempt++) {
            try {
                var relative = path.isEmpty() || path.equals("/") ? "." : path;
                return Fd.of(
                        syscalls, syscalls.openat2(root.number(), relative, flags, 0, IN_ROOT));
            } catch (SyscallException failed) {
                // EAGAIN: a rename was under way somewhere, so that ".." could not be trusted.
                if (!failed.is(Errno.EAGAIN) || attempt == ATTEMPTS) throw failed;
            }
        }
    }

    /// Where an open file is, seen from the root; with all links resolved.
    String place(Fd file) {
        var whole = syscalls.readlinkat(AtFlag.AT_FDCWD, file.path());
        var above = syscalls.readlinkat(AtFlag.AT_FDCWD, root.path());
        if (above.equals("/") || !whole.startsWith(above)) return whole;
        return whole.length() == above.length() ? "/" : whole.substring(above.length());
    }

    /// What a failure to find a path is called.
    RuntimeException refused(SyscallException failed, String path) {
        if (failed.is(Errno.ENOENT) || failed.is(Errno.ENAMETOOLONG)) {
            return Faults.of(FaultCode.ARCHIVE_PATH_MISSING, path, name);
        }
        if (failed.is(Errno.ENOTDIR) || failed.is(Errno.ELOOP)) {
            return Faults.of(FaultCode.ARCHIVE_NO_DIRECTORY, path);
        }
        if (failed.is(Errno.EROFS)) return Faults.of(FaultCode.ARCHIVE_READ_ONLY, path);
        return StorageFault.of(failed, path);
    }

    @Override
    public void close() {
        root.close();
        kept.forEach(Fd::close);
    }
}
