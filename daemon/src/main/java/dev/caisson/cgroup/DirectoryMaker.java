package dev.caisson.cgroup;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.Unavailable;
import dev.caisson.sys.SyscallException;
import dev.caisson.value.ContainerId;
import dev.caisson.value.Undo;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Makes the directories of cgroups, the same way for both versions.
final class DirectoryMaker {
    private static final Pattern CONTAINER = Pattern.compile("[0-9a-f]{64}");

    private final CgroupTree tree;
    private final Patience patience;
    private final Consumer<Path> prepare;

    /// @param prepare what a new directory needs so that it can be joined or have children
    DirectoryMaker(CgroupTree tree, Patience patience, Consumer<Path> prepare) {
        this.tree = tree;
        this.patience = patience;
        this.prepare = prepare;
    }

    /// Makes every directory on the way that is missing. They are shared and stay.
    void makeParents(Path mount, CgroupPath path) {
        var directory = mount;
        for (var name : path.names()) {
            directory = directory.resolve(name);
            try {
                tree.makeDirectory(directory);
            } catch (SyscallException failure) {
                throw failed(directory, failure);
            }
            // Also when it was there: who made it may have been ended before this.
            prepare.accept(directory);
        }
    }

    /// Makes the directory of one container, to be removed by `undo`. What a container of this
    /// name left there is removed before.
    ///
    /// @throws Unavailable `CGROUP_BUSY` when somebody is in it
    void make(Path directory, Undo undo) {
        try {
            if (!tree.makeDirectory(directory)) {
                var directories = new Directories(tree, patience);
                var members = directories.members(directory);
                if (!members.isEmpty())
                    throw new Unavailable(FaultCode.CGROUP_BUSY, directory, "processes " + members);
                directories.remove(List.of(directory));
                tree.makeDirectory(directory);
            }
            undo.add((Undo.Step) () -> new Directories(tree, patience).remove(List.of(directory)));
            prepare.accept(directory);
        } catch (SyscallException failure) {
            throw failed(directory, failure);
        }
    }

    /// The containers that have a directory in one of these.
    List<ContainerId> containers(Collection<Path> parents) {
        return parents.stream()
                .flatMap(parent -> tree.directories(parent).stream())
                .filter(name -> CONTAINER.matcher(name).matches())
                .distinct()
                .sorted()
                .map(ContainerId::new)
                .toList();
    }

    private static Internal failed(Path directory, SyscallException failure) {
        var errno = failure.errno();
        return new Internal(
                failure,
                FaultCode.CGROUP_CREATE_FAILED,
                directory,
                errno + " (" + errno.text() + ")");
    }
}
