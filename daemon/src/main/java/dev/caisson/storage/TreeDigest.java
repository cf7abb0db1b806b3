package dev.caisson.storage;

import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_PATH;
import static dev.caisson.sys.OpenFlag.O_RDONLY;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Digest;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.DirectoryEntry;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.function.Predicate;

/// Digests what a copy of a tree would bring: names, kinds, permissions, owners, contents, targets
/// of links and capabilities. Times are left out, so a fresh check-out is the same as the last one.
///
/// Every part is preceded by its length: two trees with one digest are alike.
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
        var into = sha256();
        try (var file = tree.open(path, O_PATH)) {
            emit(into, file, "", 0);
        }
        return Digest.of(into.digest());
    }

    private void emit(MessageDigest into, Fd file, String path, int depth) {
        if (Thread.currentThread().isInterrupted()) throw new CopyStopped();
        var status = syscalls.fstat(file.number());
        text(into, path);
        number(into, status.mode());
        number(into, status.owner().uid());
        number(into, status.owner().gid());
        if (status.isDirectory()) {
            directory(into, file, path, depth);
        } else if (status.isRegular()) {
            number(into, status.size());
            into.update(content(file));
        } else if (status.isSymbolicLink()) {
            text(into, syscalls.readlinkat(file.number(), ""));
        } else {
            number(into, status.special().major());
            number(into, status.special().minor());
        }
    }

    private void directory(MessageDigest into, Fd directory, String path, int depth) {
        if (depth == DEEPEST) throw new CopyStopped();
        int reading = syscalls.openat(directory.number(), ".", O_RDONLY | O_DIRECTORY, 0);
        try (var open = Fd.of(syscalls, reading)) {
            var entries =
                    syscalls.getdents64(reading).stream()
                            .sorted(Comparator.comparing(DirectoryEntry::name))
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
        text(into, "/");
    }

    private byte[] content(Fd file) {
        var content = sha256();
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

    private static void text(MessageDigest into, String text) {
        var bytes = RawName.toRaw(text).getBytes(UTF_8);
        number(into, bytes.length);
        into.update(bytes);
    }

    private static void number(MessageDigest into, long number) {
        for (int shift = 56; shift >= 0; shift -= 8) into.update((byte) (number >>> shift));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
