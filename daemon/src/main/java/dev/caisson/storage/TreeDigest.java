package dev.caisson.storage;

import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_PATH;
import static dev.caisson.sys.OpenFlag.O_RDONLY;

import dev.caisson.image.Digest;
import dev.caisson.image.Sha256;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.Comparator;
import java.util.function.Predicate;

/// Digests what a copy of a tree would bring: names, kinds, permissions, owners, contents, targets
/// of links and capabilities. Times are left out, so a fresh check-out is the same as the last one.
public final class TreeDigest {
    private static final int PIECE = 1 << 16;
    private static final int DEEPEST = 1000;

    private final ContainerTree tree;
    private final Syscalls syscalls;
    private final Predicate<String> excluded;
    private final byte[] piece = new byte[PIECE];

    /// @param excluded paths beneath what is digested that a copy leaves out
    public TreeDigest(ContainerTree tree, Predicate<String> excluded) {
        this.tree = tree;
        this.excluded = excluded;
        syscalls = tree.syscalls();
    }

    /// What is at a path, which is followed; a directory with all beneath it.
    ///
    /// @throws dev.caisson.fault.NotFound `ARCHIVE_PATH_MISSING`
    public Digest of(String path) {
        var into = new EntryDigest();
        try (var file = tree.open(path, O_PATH)) {
            emit(into, file, "", 0);
        }
        return into.end();
    }

    private void emit(EntryDigest into, Fd file, String path, int depth) {
        if (Thread.currentThread().isInterrupted()) throw new CopyStopped();
        var status = syscalls.fstat(file.number());
        var owner = status.owner();
        into.begin(RawName.toRaw(path), status.mode(), owner.uid(), owner.gid());
        if (status.isDirectory()) {
            directory(into, file, path, depth);
        } else if (status.isRegular()) {
            into.file(status.size(), content(file));
        } else if (status.isSymbolicLink()) {
            into.link(RawName.toRaw(syscalls.readlinkat(file.number(), "")));
        } else {
            into.device(status.special().major(), status.special().minor());
        }
    }

    private void directory(EntryDigest into, Fd directory, String path, int depth) {
        if (depth == DEEPEST) throw new CopyStopped();
        int reading = syscalls.openat(directory.number(), ".", O_RDONLY | O_DIRECTORY, 0);
        try (var open = Fd.of(syscalls, reading)) {
            var entries =
                    syscalls.getdents64(reading).stream()
                            .sorted(Comparator.comparing(one -> RawName.toRaw(one.name())))
                            .toList();
            for (var entry : entries) {
                var inside = path.isEmpty() ? entry.name() : path + "/" + entry.name();
                if (excluded.test(inside)) continue;
                int flags = O_PATH | O_NOFOLLOW;
                int found = syscalls.openat(open.number(), entry.name(), flags, 0);
                try (var file = Fd.of(syscalls, found)) {
                    emit(into, file, inside, depth + 1);
                }
            }
        }
        into.endDirectory();
    }

    private byte[] content(Fd file) {
        var content = Sha256.start();
        int fd = syscalls.openat(AtFlag.AT_FDCWD, file.path(), O_RDONLY, 0);
        try (var reading = Fd.of(syscalls, fd)) {
            while (true) {
                int count = syscalls.read(reading.number(), piece, 0, PIECE);
                if (count == 0) break;
                content.update(piece, 0, count);
            }
            content.update(capability(reading));
        }
        return content.digest();
    }

    private byte[] capability(Fd file) {
        try {
            return syscalls.fgetxattr(file.number(), "security.capability");
        } catch (SyscallException none) {
            if (none.is(Errno.ENODATA) || none.is(Errno.EOPNOTSUPP)) return new byte[0];
            throw none;
        }
    }
}
