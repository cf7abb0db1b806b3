package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_EMPTY_PATH;
import static dev.caisson.sys.OpenFlag.O_CREAT;
import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_EXCL;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_PATH;
import static dev.caisson.sys.OpenFlag.O_WRONLY;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileTimestamp;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.PathParts;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Makes directories and files in a tree, and removes them.
public final class TreeMaking {
    private static final int MOST_LINKS = 40;

    private final ContainerTree tree;
    private final Syscalls syscalls;

    public TreeMaking(ContainerTree tree) {
        this.tree = tree;
        syscalls = tree.syscalls();
    }

    /// What is made.
    ///
    /// @param modified null for now
    public record Attributes(TreeExtraction.Owner owner, int mode, @Nullable Instant modified) {}

    /// Makes a directory and those it is in, where they are missing; links on the way are followed.
    ///
    /// @return true when anything was made
    public boolean directories(String path, Attributes attributes) {
        return directories(path, attributes, MOST_LINKS);
    }

    private boolean directories(String path, Attributes attributes, int links) {
        var missing = new ArrayList<String>();
        var at = clean(path);
        while (true) {
            try (var _ = tree.tryOpen(at, O_PATH | O_DIRECTORY)) {
                break;
            } catch (SyscallException failed) {
                if (!failed.is(Errno.ENOENT) || at.equals("/")) throw tree.refused(failed, path);
            }
            // A link that leads nowhere: what it leads to is made.
            var led = target(at);
            if (led != null) {
                if (links == 0) throw tree.refused(absent(at), path);
                boolean made = directories(led, attributes, links - 1);
                for (var name : missing.reversed()) at = child(at, name);
                return directories(at, attributes, links - 1) || made;
            }
            missing.add(at.substring(at.lastIndexOf('/') + 1));
            at = parent(at);
        }
        for (var name : missing.reversed()) {
            make(at, name, attributes);
            at = child(at, name);
        }
        return !missing.isEmpty();
    }

    private SyscallException absent(String path) {
        try (var _ = tree.tryOpen(path, O_PATH)) {
            throw new IllegalStateException(path + " has come");
        } catch (SyscallException failed) {
            return failed;
        }
    }

    private @Nullable String target(String path) {
        try (var link = tree.tryOpen(path, O_PATH | O_NOFOLLOW)) {
            if (!syscalls.fstat(link.number()).isSymbolicLink()) return null;
            var written = syscalls.readlinkat(link.number(), "");
            return clean(written.startsWith("/") ? written : parent(path) + "/" + written);
        } catch (SyscallException failed) {
            if (TreeView.isAbsent(failed)) return null;
            throw tree.refused(failed, path);
        }
    }

    private void make(String parent, String name, Attributes attributes) {
        try (var directory = tree.directory(parent)) {
            syscalls.mkdirat(directory.number(), name, 0700);
            int flags = O_DIRECTORY | O_NOFOLLOW;
            int opened = syscalls.openat(directory.number(), name, flags, 0);
            try (var made = Fd.of(syscalls, opened)) {
                settle(made, attributes);
            }
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, child(parent, name));
        }
    }

    /// Makes or replaces a file whose directory exists.
    public void file(String path, InputStream content, Attributes attributes) throws IOException {
        try (var directory = tree.directory(parent(path))) {
            var name = path.substring(path.lastIndexOf('/') + 1);
            new TreeRemoval(syscalls).remove(directory.number(), name);
            int flags = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW;
            int opened = syscalls.openat(directory.number(), name, flags, 0600);
            try (var made = Fd.of(syscalls, opened)) {
                var piece = new byte[1 << 16];
                for (int count; (count = content.read(piece)) > 0; ) {
                    for (int done = 0; done < count; ) {
                        done += syscalls.write(made.number(), piece, done, count - done);
                    }
                }
                settle(made, attributes);
            }
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, path);
        }
    }

    /// Removes a file or a directory with all beneath it; its own link, not what it leads to.
    public void remove(String path) {
        try (var directory = tree.directory(parent(path))) {
            var name = path.substring(path.lastIndexOf('/') + 1);
            new TreeRemoval(syscalls).remove(directory.number(), name);
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, path);
        }
    }

    private void settle(Fd made, Attributes attributes) {
        var owner = attributes.owner();
        syscalls.fchown(made.number(), (int) owner.uid(), (int) owner.gid());
        syscalls.fchmod(made.number(), attributes.mode());
        var modified = attributes.modified();
        if (modified == null) return;
        var time = new FileTimestamp(modified.getEpochSecond(), modified.getNano());
        syscalls.utimensat(made.number(), "", null, time, AT_EMPTY_PATH);
    }

    /// Absolute, without `.`, `..` and double slashes.
    private static String clean(String path) {
        return "/" + String.join("/", PathParts.of(path));
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String child(String parent, String name) {
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }
}
