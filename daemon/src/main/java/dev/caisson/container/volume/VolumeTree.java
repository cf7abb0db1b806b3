package dev.caisson.container.volume;

import static dev.caisson.sys.AtFlag.AT_FDCWD;

import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeArchive;
import dev.caisson.storage.TreeCopy;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileTimestamp;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/// The files of a volume, as a whole. Containers have written them: nothing of them is followed
/// outside their directory. Every call may block.
public final class VolumeTree {
    private final Syscalls syscalls;

    public VolumeTree(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// Copies all files into an empty directory, which gets the owner, mode and times of the first;
    /// the kernel shares their blocks where the file system can.
    public void copy(Path from, Path to) {
        try (var source = open(from);
                var target = open(to)) {
            var all = new TreeCopy.Options(null, null, _ -> false);
            new TreeCopy(source, target, all).copyContents("/", "/");
            try (var made = directory(to);
                    var like = directory(from)) {
                var status = syscalls.fstat(like.number());
                var owner = status.owner();
                syscalls.fchown(made.number(), (int) owner.uid(), (int) owner.gid());
                syscalls.fchmod(made.number(), status.permissions());
                FileTimestamp modified = status.times().modified();
                syscalls.utimensat(made.number(), "", null, modified, AtFlag.AT_EMPTY_PATH);
            }
        }
    }

    /// Makes what was copied durable.
    public void sync(Path copy) {
        try (var directory = directory(copy)) {
            syscalls.syncfs(directory.number());
        }
    }

    /// Lets two directories change places, at once.
    public void exchange(Path one, Path other) throws IOException {
        syscalls.renameat2(
                AT_FDCWD, one.toString(), AT_FDCWD, other.toString(), AtFlag.RENAME_EXCHANGE);
        sync(other);
    }

    /// Writes a tar whose first entry is `./`.
    public void write(Path from, OutputStream out) throws IOException {
        try (var tree = open(from)) {
            new TreeArchive(tree).write("/.", out);
        }
    }

    /// Reads a tar, plain or compressed. Durable when it returns.
    public void read(InputStream archive, Path to) throws IOException {
        try (var tree = open(to)) {
            var everything = new TreeExtraction.Options(false, null, true);
            new TreeExtraction(tree, everything).extract("/", archive);
        }
        sync(to);
    }

    private ContainerTree open(Path path) {
        return new ContainerTree(syscalls, directory(path), List.of(), path.toString());
    }

    private Fd directory(Path path) {
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY;
        return Fd.of(syscalls, syscalls.openat(AT_FDCWD, path.toString(), flags, 0));
    }
}
