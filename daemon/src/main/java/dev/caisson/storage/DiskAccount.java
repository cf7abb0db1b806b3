package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_FDCWD;
import static dev.caisson.sys.AtFlag.AT_SYMLINK_NOFOLLOW;

import dev.caisson.sys.Blocking;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Adds up what a tree takes on its disk, as `du -x` does: blocks, directories too, a file with
/// several names once; and says for what.
///
/// The tree may change meanwhile: what vanishes does not count.
public final class DiskAccount {
    private static final int BLOCK = 512;

    private final Syscalls syscalls;

    public DiskAccount(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// Decides what a file is for.
    ///
    /// @param <K> the sorts of use
    @FunctionalInterface
    public interface Purpose<K> {
        /// @param names from the root of the tree; empty for the root itself
        K of(List<String> names);

        /// How many names decide; what is deeper is for the same.
        default int depth() {
            return 3;
        }
    }

    /// @return the bytes of each use that occurs
    public <K> Map<K, Bytes> of(Path tree, Purpose<K> purpose) {
        return Blocking.call(() -> walk(tree, purpose));
    }

    private <K> Map<K, Bytes> walk(Path tree, Purpose<K> purpose) {
        var run = new Run<K>(purpose);
        try (var root =
                Fd.of(
                        syscalls,
                        syscalls.openat(AT_FDCWD, tree.toString(), OpenDirectories.DIRECTORY, 0))) {
            var status = syscalls.fstat(root.number());
            run.add(status, purpose.of(List.of()));
            run.directory(root.number(), List.of(), purpose.of(List.of()));
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, tree);
        }
        var sums = new HashMap<K, Bytes>();
        run.blocks.forEach((use, blocks) -> sums.put(use, new Bytes(blocks * BLOCK)));
        return sums;
    }

    private final class Run<K> {
        private final Purpose<K> purpose;
        private final Map<K, Long> blocks = new HashMap<>();
        private final Set<Long> linked = new HashSet<>();

        Run(Purpose<K> purpose) {
            this.purpose = purpose;
        }

        void directory(int fd, List<String> names, K use) {
            for (var entry : syscalls.getdents64(fd)) {
                var mine = use;
                var at = names;
                if (names.size() < purpose.depth()) {
                    at = new ArrayList<>(names);
                    at.add(entry.name());
                    mine = purpose.of(at);
                }
                try {
                    entry(fd, entry.name(), at, mine);
                } catch (SyscallException failed) {
                    if (!failed.is(Errno.ENOENT) && !failed.is(Errno.EXDEV)) throw failed;
                }
            }
        }

        private void entry(int parent, String name, List<String> names, K use) {
            var status = syscalls.statx(parent, name, AT_SYMLINK_NOFOLLOW);
            if (!status.isDirectory()) {
                if (status.links() == 1 || linked.add(status.inode())) add(status, use);
                return;
            }
            try (var child = OpenDirectories.child(syscalls, parent, name)) {
                add(status, use);
                directory(child.number(), names, use);
            }
        }

        void add(FileStatus status, K use) {
            blocks.merge(use, status.blocks(), Long::sum);
        }
    }
}
