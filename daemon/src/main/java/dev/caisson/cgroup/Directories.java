package dev.caisson.cgroup;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.sys.Errno;
import dev.caisson.sys.SyscallException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What both versions do with directories: find members, remove with all below.
final class Directories {
    private static final int DEEPEST = 64;

    private final CgroupTree tree;
    private final Patience patience;

    Directories(CgroupTree tree, Patience patience) {
        this.tree = tree;
        this.patience = patience;
    }

    /// Pids in this directory and those below, each once. Processes of other pid namespaces, which
    /// have no number here, are left out.
    List<Integer> members(Path directory) {
        var pids = new TreeSet<Integer>();
        for (var each : withThoseBelow(directory)) {
            tree.read(each.resolve("cgroup.procs"))
                    .ifPresent(
                            text ->
                                    text.lines()
                                            .map(Integer::valueOf)
                                            .filter(pid -> pid > 0)
                                            .forEach(pids::add));
        }
        return List.copyOf(pids);
    }

    /// Removes each of the directories and what is below; all are tried.
    ///
    /// @throws Unavailable `CGROUP_BUSY` when one stays busy
    void remove(Collection<Path> directories) {
        @Nullable RuntimeException first = null;
        for (var directory : directories) {
            for (var each : withThoseBelow(directory).reversed()) {
                try {
                    removeOne(each);
                } catch (RuntimeException failure) {
                    if (first == null) first = failure;
                    else first.addSuppressed(failure);
                }
            }
        }
        if (first != null) throw first;
    }

    /// The kernel refuses while a process inside is still ending, also for a moment after its end
    /// was told.
    private void removeOne(Path directory) {
        boolean removed =
                patience.until(
                        () -> {
                            try {
                                tree.removeDirectory(directory);
                                return true;
                            } catch (SyscallException failure) {
                                if (failure.is(Errno.EBUSY)) return false;
                                throw failure;
                            }
                        });
        if (!removed)
            throw new Unavailable(
                    FaultCode.CGROUP_BUSY, directory, "processes " + members(directory));
    }

    /// Parents before children.
    private List<Path> withThoseBelow(Path directory) {
        var all = new ArrayList<Path>();
        addWithThoseBelow(directory, all, 0);
        return all;
    }

    private void addWithThoseBelow(Path directory, List<Path> all, int depth) {
        all.add(directory);
        if (depth == DEEPEST) return;
        for (var name : tree.directories(directory))
            addWithThoseBelow(directory.resolve(name), all, depth + 1);
    }
}
