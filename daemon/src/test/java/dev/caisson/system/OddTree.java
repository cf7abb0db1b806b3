package dev.caisson.system;

import java.nio.file.Path;

/// A tree with all that a tree can have, and what is told of trees to compare them.
public final class OddTree {
    private static final String FILES =
            """
            set -e
            umask 022
            mkdir -p "a/b c/$(printf 'n%.0s' $(seq 200))/$(printf 'm%.0s' $(seq 200))" usr/lib opaque
            echo plain > a/plain; chmod 640 a/plain; chown 1000:2000 a/plain
            echo su > a/su; chmod 6755 a/su; mkdir a/sticky; chmod 1777 a/sticky
            echo large > a/large-id; chown 3000000:4000000 a/large-id
            ln a/plain a/second; ln a/plain usr/third; ln -s plain a/link; ln -s /nowhere a/dangling
            ln -s ../a usr/up; ln a/link a/link2
            mkfifo a/fifo; chmod 604 a/fifo; mknod a/null c 1 3; mknod a/disk b 7 200; chmod 666 a/null
            mknod a/minor c 10 300
            printf 'x' > "$(printf 'latin-\\351')"; printf 'x' > 'umlaut-ä'; printf 'x' > 'new
            line'; printf 'x' > ' blank '; printf 'x' > 'back\\slash'; : > empty
            dd if=/dev/zero of=sparse bs=1 count=1 seek=3000000 status=none
            echo end >> sparse
            python3 - <<'P'
            import os
            os.setxattr('a/plain', 'user.note', b'some\\0bytes')
            os.setxattr('a/b c', 'user.dir', b'd')
            os.setxattr('a/su', 'security.capability',
                        bytes.fromhex('0100000200040000000000000000000000000000'))
            P
            touch -d '1969-12-31 23:00:00 UTC' a/sticky
            touch -d '2001-02-03 04:05:06.789012345 UTC' a/plain 'a/b c'
            touch -h -d '2002-02-03 04:05:06.5 UTC' a/link a/dangling
            touch -d '2050-01-01 00:00:00 UTC' empty
            """;

    /// A line for each file: name, type, permissions, owners, time, what a link leads to, links,
    /// size, device number, checksum, attributes. Sizes of directories are the file system's.
    private static final String LISTING =
            """
            import hashlib, itertools, os, stat
            def told(path):
                at = os.lstat(path)
                kind = stat.S_IFMT(at.st_mode)
                yield path, oct(at.st_mode), at.st_uid, at.st_gid, at.st_mtime_ns
                if kind != stat.S_IFDIR: yield at.st_nlink, at.st_size
                if kind == stat.S_IFLNK: yield os.readlink(path),
                if kind in (stat.S_IFCHR, stat.S_IFBLK):
                    yield os.major(at.st_rdev), os.minor(at.st_rdev)
                if kind == stat.S_IFREG: yield hashlib.md5(open(path, 'rb').read()).hexdigest(),
                if kind in (stat.S_IFREG, stat.S_IFDIR):
                    for name in sorted(os.listxattr(path)): yield name, os.getxattr(path, name)
            def walk(directory):
                for name in sorted(os.listdir(directory)):
                    path = os.path.join(directory, name)
                    print(*itertools.chain.from_iterable(told(path)))
                    if os.path.isdir(path) and not os.path.islink(path): walk(path)
            walk(b'.')
            """;

    private OddTree() {}

    /// Makes it in an empty directory; needs root.
    public static void make(Path directory) {
        var _ = HostTools.run(directory, "sh", "-c", FILES);
    }

    /// What is in a tree, a line for each file, sorted by name; without its top.
    public static String listing(Path tree) {
        return HostTools.run(tree, "python3", "-c", LISTING);
    }
}
