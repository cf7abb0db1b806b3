package dev.caisson.storage;

import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_RDONLY;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.ProcessId;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Directories for the time of some work: a context, the changes of one step. What a crash left is
/// removed at the next start.
public final class WorkDirectories {
    private static final int UPPER_MODE = 0755;
    private static final int PRIVATE_MODE = 0700;

    private final Syscalls syscalls;
    private final OwnDirectory directories;

    /// @param root is made when it is not there
    public WorkDirectories(Syscalls syscalls, Path root) throws IOException {
        this.syscalls = syscalls;
        directories = new OwnDirectory(syscalls, root);
    }

    /// Bytes that are free on the disk.
    public long usable() throws IOException {
        return Files.getFileStore(directories.root()).getUsableSpace();
    }

    /// A directory of one piece of work, removed with all beneath it when it is closed.
    ///
    /// @param upper for what is made; mode 0755
    /// @param work for an overlay; mode 0700
    public record Workspace(WorkDirectories home, Path root, Path upper, Path work)
            implements AutoCloseable {
        /// The files in [#upper].
        public ContainerTree tree(String name) {
            return home.open(upper, name);
        }

        /// Idempotent.
        @Override
        public void close() {
            home.directories.remove(root.getFileName().toString());
        }
    }

    /// @throws dev.caisson.fault.Unavailable `DISK_FULL`
    public Workspace make() {
        var name = directories.begin();
        try {
            var root = directories.child(name);
            var space = new Workspace(this, root, root.resolve("upper"), root.resolve("work"));
            directories.mkdir(space.upper(), UPPER_MODE);
            directories.mkdir(space.work(), PRIVATE_MODE);
            return space;
        } catch (RuntimeException failed) {
            directories.remove(name);
            throw failed;
        }
    }

    /// Opens the files beneath a directory of the engine's own.
    ///
    /// @param name for messages
    public ContainerTree open(Path directory, String name) {
        try {
            int flags = O_RDONLY | O_DIRECTORY;
            int fd = syscalls.openat(AtFlag.AT_FDCWD, directory.toString(), flags, 0);
            return new ContainerTree(syscalls, Fd.of(syscalls, fd), List.of(), name);
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, directory);
        }
    }

    /// Opens a directory of the engine's own to make it like another one.
    public MirroredTree mirror(Path directory) {
        return MirroredTree.open(syscalls, directory);
    }

    /// Names the time since the machine was started: what was written in another one may not have
    /// come to the disk.
    public static String boot() {
        return ProcessId.currentBoot();
    }

    /// Removes what a crash left. Call before the first [#make].
    public void sweep() throws IOException {
        directories.sweep();
    }
}
