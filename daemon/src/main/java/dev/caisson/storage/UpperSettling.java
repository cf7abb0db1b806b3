package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_EMPTY_PATH;
import static dev.caisson.sys.AtFlag.AT_SYMLINK_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_RDONLY;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.FileTimestamp;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the upper directory of an overlay, which nobody mounts any more, what one would unpack
/// from the layer that is written of it ([TreeArchive#writeLayer]); then it can be that layer.
///
/// The engine's own empty places go, times lose what a tar does not say, and so do the overlay's
/// notes, but for the one that makes a directory opaque. Some things cannot be made so: attributes
/// a layer does not keep, sockets, other names of a file elsewhere. Then it has to be unpacked.
///
/// For one thread; no link is followed.
public final class UpperSettling {
    private static final int DEEPEST = 1000;
    private static final int ROOT_MODE = 0755;
    private static final String OVERLAY = "trusted.overlay.";
    private static final String OPAQUE = OVERLAY + "opaque";
    private static final String CAPABILITY = "security.capability";

    /// By these the overlay finds the content of a file elsewhere.
    private static final Set<String> LEADING_ELSEWHERE =
            Set.of(OVERLAY + "redirect", OVERLAY + "metacopy");

    private final Syscalls syscalls;
    private final ContainerTree tree;
    private final Set<String> own;
    private final long latest;
    private final Map<Long, Long> unseenNames = new HashMap<>();
    private long size;
    private boolean isTold = true;

    /// @param own paths that are left out when they are empty
    /// @param latest what changed later gets this time; null to keep all times
    public UpperSettling(ContainerTree tree, Set<String> own, @Nullable Instant latest) {
        this.tree = tree;
        this.own = Set.copyOf(own);
        this.latest = latest == null ? Long.MAX_VALUE : latest.getEpochSecond();
        syscalls = tree.syscalls();
    }

    /// @return bytes of the files; empty when the tree is more than its tar says
    public OptionalLong settle() {
        try (var root = tree.open("/", O_RDONLY | O_DIRECTORY)) {
            attributes(root.path() + "/.", true);
            boolean _ = directory(root, "", 0);
            syscalls.fchown(root.number(), 0, 0);
            syscalls.fchmod(root.number(), ROOT_MODE);
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, "a layer");
        }
        unseenNames.values().removeIf(left -> left == 0);
        return isTold && unseenNames.isEmpty() ? OptionalLong.of(size) : OptionalLong.empty();
    }

    /// @return whether nothing is left in it
    private boolean directory(Fd directory, String path, int depth) {
        if (depth == DEEPEST) isTold = false;
        boolean isEmpty = true;
        for (var entry : syscalls.getdents64(directory.number())) {
            if (!isTold) return false;
            boolean stays = entry(directory, entry.name(), path + "/" + entry.name(), depth);
            if (stays) isEmpty = false;
        }
        return isEmpty;
    }

    /// @return whether it stays
    private boolean entry(Fd parent, String name, String path, int depth) {
        var status = syscalls.statx(parent.number(), name, AT_SYMLINK_NOFOLLOW);
        if (isWhiteout(status)) return true;
        var place = parent.path() + "/" + name;
        switch (status.type()) {
            case FileMode.S_IFDIR -> {
                int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
                int opened = syscalls.openat(parent.number(), name, flags, 0);
                try (var open = Fd.of(syscalls, opened)) {
                    boolean isEmpty = directory(open, path, depth + 1);
                    if (isEmpty && own.contains(path)) return !leaveOut(parent, name);
                    attributes(place, true);
                    // Also what was just done in it has changed its time.
                    syscalls.utimensat(opened, "", null, time(status), AT_EMPTY_PATH);
                }
            }
            case FileMode.S_IFREG -> {
                if (status.size() == 0 && own.contains(path)) return !leaveOut(parent, name);
                file(status);
                attributes(place, false);
                settleTime(parent, name, status);
            }
            case FileMode.S_IFSOCK -> isTold = false;
            default -> {
                if (status.links() > 1) isTold = false;
                attributes(place, false);
                settleTime(parent, name, status);
            }
        }
        return true;
    }

    private boolean leaveOut(Fd parent, String name) {
        new TreeRemoval(syscalls).remove(parent.number(), name);
        return true;
    }

    private void file(FileStatus status) {
        if (status.links() == 1) {
            size += status.size();
            return;
        }
        var left = unseenNames.get(status.inode());
        if (left == null) size += status.size();
        unseenNames.put(status.inode(), (left == null ? status.links() : left) - 1L);
    }

    private void settleTime(Fd parent, String name, FileStatus status) {
        var modified = status.times().modified();
        var settled = time(status);
        if (settled.equals(modified)) return;
        syscalls.utimensat(parent.number(), name, null, settled, AT_SYMLINK_NOFOLLOW);
    }

    private FileTimestamp time(FileStatus status) {
        return new FileTimestamp(Math.min(status.times().modified().seconds(), latest), 0);
    }

    private void attributes(String place, boolean isDirectory) {
        for (var name : names(place)) {
            if (name.equals(CAPABILITY) || isDirectory && name.equals(OPAQUE)) continue;
            if (name.startsWith(OVERLAY) && !LEADING_ELSEWHERE.contains(name)) {
                syscalls.lremovexattr(place, name);
            } else {
                isTold = false;
            }
        }
    }

    private List<String> names(String place) {
        try {
            return syscalls.llistxattr(place);
        } catch (SyscallException none) {
            if (none.is(Errno.EOPNOTSUPP)) return List.of();
            throw none;
        }
    }

    private static boolean isWhiteout(FileStatus status) {
        return status.type() == FileMode.S_IFCHR
                && status.special().major() == 0
                && status.special().minor() == 0;
    }
}
