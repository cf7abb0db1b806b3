package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_FDCWD;
import static dev.caisson.sys.AtFlag.AT_SYMLINK_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_RDONLY;

import dev.caisson.sys.DirectoryEntry;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the upper directory of an overlay changes in the layers below it.
///
/// The container may change it meanwhile, so it is walked by descriptors, and no link is followed.
public final class LayerChanges {
    private static final int DEEPEST = 1000;

    private final Syscalls syscalls;
    private final List<Path> lowers;
    private final Set<String> own;

    /// Docker's kinds, in the order of its numbers.
    public enum Kind {
        MODIFIED,
        ADDED,
        DELETED
    }

    /// @param path from the root
    public record Change(String path, Kind kind) {}

    /// @param lowers the topmost first
    /// @param own paths the engine itself makes, which are not shown as added
    public LayerChanges(Syscalls syscalls, List<Path> lowers, Set<String> own) {
        this.syscalls = syscalls;
        this.lowers = List.copyOf(lowers);
        this.own = Set.copyOf(own);
    }

    /// By path, directories before what is in them.
    public List<Change> of(Path upper) {
        var changes = new ArrayList<Change>();
        var opened = new ArrayList<Fd>();
        try (var root = directory(AT_FDCWD, upper.toString())) {
            for (var lower : lowers) opened.add(directory(AT_FDCWD, lower.toString()));
            walk(root, "", opened, changes, 0);
        } finally {
            opened.forEach(Fd::close);
        }
        return changes;
    }

    /// @param below the same directory in each layer that has it
    private void walk(Fd directory, String path, List<Fd> below, List<Change> changes, int depth) {
        if (depth == DEEPEST) return;
        var entries =
                syscalls.getdents64(directory.number()).stream()
                        .sorted(Comparator.comparing(DirectoryEntry::name))
                        .toList();
        for (var entry : entries) {
            var status = status(directory, entry.name());
            if (status.isEmpty()) continue;
            entry(directory, entry.name(), status.get(), path, below, changes, depth);
        }
    }

    private void entry(
            Fd directory,
            String name,
            FileStatus status,
            String path,
            List<Fd> below,
            List<Change> changes,
            int depth) {
        var shown = path + "/" + name;
        var before = below(below, name);
        if (isWhiteout(status)) {
            if (before.isPresent()) changes.add(new Change(shown, Kind.DELETED));
            return;
        }
        boolean ours = own.contains(shown);
        int place = changes.size();
        if (status.isDirectory()) {
            try (var inside = directory(directory.number(), name)) {
                var lower = before.isPresent() ? directories(below, name) : List.<Fd>of();
                try {
                    walk(inside, shown, lower, changes, depth + 1);
                } finally {
                    lower.forEach(Fd::close);
                }
            } catch (SyscallException failed) {
                if (!failed.is(Errno.ENOENT) && !failed.is(Errno.ENOTDIR)) throw failed;
            }
        }
        boolean inside = changes.size() > place;
        if (before.isEmpty()) {
            if (!ours || inside) changes.add(place, new Change(shown, Kind.ADDED));
        } else if (inside || !unchanged(status, before.get())) {
            changes.add(place, new Change(shown, Kind.MODIFIED));
        }
    }

    /// A directory is there as soon as anything in it is changed; that alone is no change of it.
    private static boolean unchanged(FileStatus now, FileStatus before) {
        return now.isDirectory()
                && before.isDirectory()
                && now.mode() == before.mode()
                && now.owner().equals(before.owner());
    }

    /// What the layers have there; empty for nothing.
    private Optional<FileStatus> below(List<Fd> below, String name) {
        for (var layer : below) {
            var status = status(layer, name);
            if (status.isPresent()) return status.filter(found -> !isWhiteout(found));
        }
        return Optional.empty();
    }

    private List<Fd> directories(List<Fd> below, String name) {
        var opened = new ArrayList<Fd>();
        for (var layer : below) {
            var status = status(layer, name);
            if (status.isEmpty()) continue;
            if (!status.get().isDirectory()) break;
            opened.add(directory(layer.number(), name));
            if (isOpaque(opened.getLast())) break;
        }
        return opened;
    }

    private boolean isOpaque(Fd directory) {
        try {
            return syscalls.fgetxattr(directory.number(), "trusted.overlay.opaque").length > 0;
        } catch (SyscallException none) {
            return false;
        }
    }

    private Optional<FileStatus> status(Fd directory, String name) {
        try {
            return Optional.of(syscalls.statx(directory.number(), name, AT_SYMLINK_NOFOLLOW));
        } catch (SyscallException absent) {
            if (absent.is(Errno.ENOENT)) return Optional.empty();
            throw absent;
        }
    }

    private Fd directory(int parent, String name) {
        int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
        return Fd.of(syscalls, syscalls.openat(parent, name, flags, 0));
    }

    private static boolean isWhiteout(FileStatus status) {
        return status.type() == FileMode.S_IFCHR
                && status.special().major() == 0
                && status.special().minor() == 0;
    }
}
