package dev.caisson.container;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads small files of a container's root without mounting it, as the overlay would show them.
///
/// Symbolic links are followed here, in words, and looked up again from the root of the layers; the
/// kernel follows none (`RESOLVE_NO_SYMLINKS` beneath each layer), so no link can lead out. A
/// whiteout hides what is below it, an opaque directory everything below.
final class OverlayFiles {
    private static final int MOST_LINKS = 40;
    private static final long RESOLVE =
            OpenFlag.RESOLVE_IN_ROOT
                    | OpenFlag.RESOLVE_NO_SYMLINKS
                    | OpenFlag.RESOLVE_NO_MAGICLINKS
                    | OpenFlag.RESOLVE_NO_XDEV;

    private final Syscalls syscalls;

    OverlayFiles(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// @param layers the topmost first
    /// @param path absolute
    /// @param limit bytes
    /// @return empty when there is no such regular file
    /// @throws InvalidInput `USER_FILE_TOO_LARGE`
    Optional<String> read(List<Path> layers, String path, int limit) {
        var parts = new ArrayDeque<>(parts(path));
        var resolved = new ArrayList<String>();
        int links = 0;
        while (!parts.isEmpty()) {
            var part = parts.removeFirst();
            if (part.equals("..")) {
                if (!resolved.isEmpty()) resolved.removeLast();
                continue;
            }
            resolved.add(part);
            try (var found = find(layers, String.join("/", resolved))) {
                if (found.isAbsent()) return Optional.empty();
                var status = found.status();
                if (status.isSymbolicLink()) {
                    if (++links > MOST_LINKS) return Optional.empty();
                    var target = syscalls.readlinkat(found.fd().number(), "");
                    resolved.removeLast();
                    if (target.startsWith("/")) resolved.clear();
                    var words = parts(target);
                    for (int i = words.size() - 1; i >= 0; i--) parts.addFirst(words.get(i));
                } else if (parts.isEmpty()) {
                    return status.isRegular()
                            ? Optional.of(content(found.fd(), path, status.size(), limit))
                            : Optional.empty();
                } else if (!status.isDirectory()) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /// An entry of the merged tree, opened with `O_PATH`; [#NONE] when there is none.
    private record Found(List<Fd> fds, List<FileStatus> statuses) implements AutoCloseable {
        static final Found NONE = new Found(List.of(), List.of());

        boolean isAbsent() {
            return fds.isEmpty();
        }

        Fd fd() {
            return fds.getFirst();
        }

        FileStatus status() {
            return statuses.getFirst();
        }

        @Override
        public void close() {
            fds.forEach(Fd::close);
        }
    }

    private Found find(List<Path> layers, String path) {
        for (var layer : layers) {
            try (var root = open(layer)) {
                for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                    var parent = path.substring(0, end);
                    if (hides(root, parent)) return below(root, path);
                }
                var fd = lookUp(root, path);
                if (fd.isEmpty()) continue;
                var status = syscalls.fstat(fd.get().number());
                if (isWhiteout(status)) {
                    fd.get().close();
                    return Found.NONE;
                }
                return new Found(List.of(fd.get()), List.of(status));
            }
        }
        return Found.NONE;
    }

    /// The entry of this layer alone: nothing below it shows through.
    private Found below(Fd root, String path) {
        var fd = lookUp(root, path);
        if (fd.isEmpty()) return Found.NONE;
        var status = syscalls.fstat(fd.get().number());
        if (isWhiteout(status)) {
            fd.get().close();
            return Found.NONE;
        }
        return new Found(List.of(fd.get()), List.of(status));
    }

    /// Whether a directory of this layer, or what is there instead, hides those of lower layers.
    private boolean hides(Fd root, String directory) {
        var found = lookUp(root, directory);
        if (found.isEmpty()) return false;
        try (var fd = found.get()) {
            if (!syscalls.fstat(fd.number()).isDirectory()) return true;
            return isOpaque(root, directory);
        }
    }

    private boolean isOpaque(Fd root, String directory) {
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY;
        try (var fd =
                Fd.of(syscalls, syscalls.openat2(root.number(), directory, flags, 0, RESOLVE))) {
            return Arrays.equals(
                    syscalls.fgetxattr(fd.number(), "trusted.overlay.opaque"), new byte[] {'y'});
        } catch (SyscallException failure) {
            if (failure.is(Errno.ENODATA) || failure.is(Errno.EOPNOTSUPP)) return false;
            throw failure;
        }
    }

    private static boolean isWhiteout(FileStatus status) {
        return status.type() == FileMode.S_IFCHR
                && status.special().major() == 0
                && status.special().minor() == 0;
    }

    private Fd open(Path layer) {
        int flags = OpenFlag.O_PATH | OpenFlag.O_DIRECTORY;
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, layer.toString(), flags, 0));
    }

    private Optional<Fd> lookUp(Fd root, String path) {
        int flags = OpenFlag.O_PATH | OpenFlag.O_NOFOLLOW;
        try {
            return Optional.of(
                    Fd.of(syscalls, syscalls.openat2(root.number(), path, flags, 0, RESOLVE)));
        } catch (SyscallException failure) {
            return switch (failure.errno()) {
                case ENOENT, ENOTDIR, ELOOP -> Optional.empty();
                default -> throw failure;
            };
        }
    }

    private String content(Fd entry, String path, long size, int limit) {
        if (size > limit) throw new InvalidInput(FaultCode.USER_FILE_TOO_LARGE, path, limit);
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_NONBLOCK;
        var proc = "/proc/self/fd/" + entry.number();
        try (var fd = Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, proc, flags, 0))) {
            var bytes = new byte[(int) size];
            int done = 0;
            while (done < bytes.length) {
                int count = syscalls.pread(fd.number(), bytes, done, bytes.length - done, done);
                if (count == 0) break;
                done += count;
            }
            return new String(bytes, 0, done, StandardCharsets.UTF_8);
        }
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }
}
