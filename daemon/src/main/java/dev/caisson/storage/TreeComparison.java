package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_SYMLINK_NOFOLLOW;

import dev.caisson.sys.DirectoryEntry;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells whether two trees hold the same: names, types, modes, owners, times of all but
/// directories, devices, targets of links, numbers of names, attributes and content.
///
/// Directories have no say in their times: one that no entry of a layer names is made as it goes.
final class TreeComparison {
    private static final int BUFFER = 1 << 17;

    private final Syscalls syscalls;
    private final ByteBuffer left = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer right = ByteBuffer.allocateDirect(BUFFER);

    TreeComparison(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// @param wanted a directory, opened to read
    /// @param found another one
    /// @return the first difference in words
    Optional<String> difference(Fd wanted, Fd found) {
        return Optional.ofNullable(directories(wanted.number(), found.number(), ""));
    }

    private @Nullable String directories(int wanted, int found, String path) {
        var attributes = attributes(wanted, found, path.isEmpty() ? "/" : path);
        if (attributes != null) return attributes;
        var expected = names(wanted);
        var there = names(found);
        var all = new TreeSet<>(expected);
        all.addAll(there);
        for (var name : all) {
            var at = path + "/" + name;
            if (!there.contains(name)) return at + " is missing";
            if (!expected.contains(name)) return at + " is not the layer's";
            var different = entries(wanted, found, name, at);
            if (different != null) return different;
        }
        return null;
    }

    private Set<String> names(int directory) {
        return syscalls.getdents64(directory).stream()
                .map(DirectoryEntry::name)
                .collect(Collectors.toSet());
    }

    private @Nullable String entries(int wanted, int found, String name, String at) {
        var expected = syscalls.statx(wanted, name, AT_SYMLINK_NOFOLLOW);
        var there = syscalls.statx(found, name, AT_SYMLINK_NOFOLLOW);
        // It has no more to say than that it is there; the kernel lets many be one file.
        if (isWhiteout(expected) && isWhiteout(there)) return null;
        var different = facts(expected, there);
        if (different != null) return at + " has another " + different;
        return switch (expected.type()) {
            case FileMode.S_IFDIR -> {
                try (var one = OpenDirectories.child(syscalls, wanted, name);
                        var other = OpenDirectories.child(syscalls, found, name)) {
                    yield directories(one.number(), other.number(), at);
                }
            }
            case FileMode.S_IFREG -> {
                int flags = OpenFlag.O_RDONLY | OpenFlag.O_NOFOLLOW;
                try (var one = open(wanted, name, flags);
                        var other = open(found, name, flags)) {
                    var attributes = attributes(one.number(), other.number(), at);
                    if (attributes != null) yield attributes;
                    yield same(one.number(), other.number()) ? null : at + " has another content";
                }
            }
            case FileMode.S_IFLNK ->
                    syscalls.readlinkat(wanted, name).equals(syscalls.readlinkat(found, name))
                            ? null
                            : at + " has another target";
            default -> null;
        };
    }

    private static boolean isWhiteout(FileStatus status) {
        return status.type() == FileMode.S_IFCHR
                && status.special().major() == 0
                && status.special().minor() == 0;
    }

    private static @Nullable String facts(FileStatus expected, FileStatus there) {
        if (expected.type() != there.type()) return "type";
        if (expected.permissions() != there.permissions()) return "mode";
        if (!expected.owner().equals(there.owner())) return "owner";
        if (expected.isDirectory()) return null;
        if (expected.size() != there.size()) return "size";
        if (!expected.special().equals(there.special())) return "device number";
        if (expected.links() != there.links()) return "number of names";
        return expected.times().modified().equals(there.times().modified()) ? null : "time";
    }

    private @Nullable String attributes(int wanted, int found, String at) {
        var expected = attributes(wanted);
        var there = attributes(found);
        if (!expected.keySet().equals(there.keySet())) return at + " has other attributes";
        for (var name : expected.keySet()) {
            if (!Arrays.equals(expected.get(name), there.get(name))) {
                return at + " has another attribute " + name;
            }
        }
        return null;
    }

    private Map<String, byte[]> attributes(int fd) {
        var attributes = new HashMap<String, byte[]>();
        for (var name : list(fd)) attributes.put(name, syscalls.fgetxattr(fd, name));
        return attributes;
    }

    private List<String> list(int fd) {
        try {
            return syscalls.flistxattr(fd);
        } catch (SyscallException failed) {
            if (failed.is(Errno.EOPNOTSUPP)) return List.of();
            throw failed;
        }
    }

    private boolean same(int one, int other) {
        for (long at = 0; ; at += left.limit()) {
            fill(one, left, at);
            fill(other, right, at);
            if (!left.equals(right)) return false;
            if (!left.hasRemaining()) return true;
        }
    }

    private void fill(int fd, ByteBuffer buffer, long from) {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (syscalls.pread(fd, buffer, from + buffer.position()) <= 0) break;
        }
        buffer.flip();
    }

    private Fd open(int parent, String name, int flags) {
        return Fd.of(syscalls, syscalls.openat2(parent, name, flags, 0, OpenDirectories.BENEATH));
    }
}
