package dev.caisson.storage;

import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_RDONLY;
import static dev.caisson.sys.OpenFlag.RESOLVE_BENEATH;
import static dev.caisson.sys.OpenFlag.RESOLVE_NO_MAGICLINKS;
import static dev.caisson.sys.OpenFlag.RESOLVE_NO_SYMLINKS;
import static dev.caisson.sys.OpenFlag.RESOLVE_NO_XDEV;

import dev.caisson.image.layer.TreePath;
import dev.caisson.sys.Fd;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.ArrayList;
import java.util.List;

/// The directories from a root down to where a tar is just now, each opened in the one above it.
///
/// Entries of a tar come directory by directory, so nearly every look-up finds its parent open.
/// Whoever removes or replaces a directory says so with [#forget], because a descriptor would keep
/// the old one. At most [#OPEN_LIMIT] are open; below that depth the path is walked each time.
final class OpenDirectories implements AutoCloseable {
    static final long BENEATH =
            RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
    static final int DIRECTORY = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;

    private static final int OPEN_LIMIT = 64;

    private final Syscalls syscalls;
    private final Fd root;
    private final List<String> names = new ArrayList<>();
    private final List<Fd> open = new ArrayList<>();
    private final Maker maker;

    /// Opens a directory that could not be opened, after making or repairing it; or throws.
    @FunctionalInterface
    interface Maker {
        Fd open(int parent, TreePath path, int depth, SyscallException why);
    }

    /// @param root is closed with this
    OpenDirectories(Syscalls syscalls, Fd root, Maker maker) {
        this.syscalls = syscalls;
        this.root = root;
        this.maker = maker;
    }

    /// Opens a directory by its name in another one, through no link and into no other mount.
    static Fd child(Syscalls syscalls, int parent, String name) {
        return Fd.of(syscalls, syscalls.openat2(parent, name, DIRECTORY, 0, BENEATH));
    }

    /// The descriptor of a directory, valid until the next call.
    ///
    /// @param depth how many names of the path lead to it
    int of(TreePath path, int depth) {
        return of(path, depth, maker);
    }

    /// The same with another way to make what is missing.
    int of(TreePath path, int depth, Maker instead) {
        var wanted = path.rawNames();
        int common = 0;
        while (common < names.size()
                && common < depth
                && names.get(common).equals(wanted.get(common))) {
            common++;
        }
        keep(common);
        while (names.size() < depth) {
            int at = names.size();
            int parent = last();
            push(wanted.get(at), openOrMake(parent, path, at, instead));
        }
        return last();
    }

    private Fd openOrMake(int parent, TreePath path, int at, Maker instead) {
        var name = RawName.toSys(path.rawNames().get(at));
        try {
            return child(syscalls, parent, name);
        } catch (SyscallException failed) {
            return instead.open(parent, path, at, failed);
        }
    }

    /// A directory that was just opened becomes the deepest open one; its parent must be it now.
    void push(String rawName, Fd directory) {
        if (open.size() >= OPEN_LIMIT) open.get(open.size() - OPEN_LIMIT).close();
        names.add(rawName);
        open.add(directory);
    }

    /// What is open at or beneath this path is no more what is there.
    void forget(TreePath path) {
        var gone = path.rawNames();
        if (names.size() < gone.size()) return;
        if (names.subList(0, gone.size()).equals(gone)) keep(gone.size() - 1);
    }

    private void keep(int count) {
        int kept = count;
        // A level that was closed to stay within the limit has to be opened again.
        while (kept > 0 && !open.get(kept - 1).isOpen()) kept--;
        for (int i = open.size() - 1; i >= kept; i--) {
            open.remove(i).close();
            names.remove(i);
        }
    }

    private int last() {
        return open.isEmpty() ? root.number() : open.getLast().number();
    }

    @Override
    public void close() {
        keep(0);
        root.close();
    }
}
