package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_REMOVEDIR;

import dev.caisson.fault.Conflict;
import dev.caisson.fault.FaultCode;
import dev.caisson.sys.DirectoryEntry;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.ArrayDeque;
import java.util.UUID;

/// Removes a tree by descriptors: follows no symbolic link, leaves a mounted file system alone, and
/// is not stopped by depth: what is deep is first moved up.
final class TreeRemoval {
    private static final int DEPTH_LIMIT = 48;

    private final Syscalls syscalls;

    TreeRemoval(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// Removes a file or directory with all beneath it; one that is not there is fine.
    ///
    /// @param parent descriptor of the directory it is in
    /// @throws Conflict `STORAGE_MOUNTED` when something is mounted in it
    void remove(int parent, String name) {
        try {
            syscalls.unlinkat(parent, name, 0);
        } catch (SyscallException failed) {
            if (failed.is(Errno.ENOENT)) return;
            if (!failed.is(Errno.EISDIR)) throw refused(failed, name);
            tree(parent, name);
        }
    }

    private void tree(int parent, String name) {
        var deep = new ArrayDeque<String>();
        directory(parent, name, parent, deep, 0);
        while (!deep.isEmpty()) directory(parent, deep.pop(), parent, deep, 0);
    }

    private void directory(int parent, String name, int top, ArrayDeque<String> deep, int depth) {
        // Most directories of a tree are empty by the time, and some from the start.
        if (removedEmpty(parent, name)) return;
        if (depth == DEPTH_LIMIT) {
            var moved = "." + UUID.randomUUID();
            syscalls.renameat2(parent, name, top, moved, 0);
            deep.push(moved);
            return;
        }
        try (var directory = open(parent, name)) {
            for (var entry : syscalls.getdents64(directory.number())) {
                entry(directory.number(), entry, top, deep, depth);
            }
        }
        removedEmpty(parent, name);
    }

    private void entry(
            int directory, DirectoryEntry entry, int top, ArrayDeque<String> deep, int depth) {
        if (!entry.isDirectory()) {
            try {
                syscalls.unlinkat(directory, entry.name(), 0);
                return;
            } catch (SyscallException failed) {
                if (failed.is(Errno.ENOENT)) return;
                // The file system does not tell the types of entries.
                if (!failed.is(Errno.EISDIR)) throw refused(failed, entry.name());
            }
        }
        directory(directory, entry.name(), top, deep, depth + 1);
    }

    private boolean removedEmpty(int parent, String name) {
        try {
            syscalls.unlinkat(parent, name, AT_REMOVEDIR);
            return true;
        } catch (SyscallException failed) {
            if (failed.is(Errno.ENOENT)) return true;
            if (failed.is(Errno.ENOTEMPTY) || failed.is(Errno.EEXIST)) return false;
            throw refused(failed, name);
        }
    }

    private Fd open(int parent, String name) {
        try {
            return OpenDirectories.child(syscalls, parent, name);
        } catch (SyscallException failed) {
            throw refused(failed, name);
        }
    }

    private static RuntimeException refused(SyscallException failed, String name) {
        if (failed.is(Errno.EBUSY) || failed.is(Errno.EXDEV)) {
            return new Conflict(failed, FaultCode.STORAGE_MOUNTED, name);
        }
        return StorageFault.of(failed, name);
    }
}
