package dev.caisson.front.docker.convert;

import dev.caisson.container.view.ChangeView;
import dev.caisson.container.view.PathView;
import dev.caisson.wire.FilesystemChange;
import dev.caisson.wire.PathStat;

/// Writes what is told of files of containers.
public final class PathWriter {
    private static final int PERMISSIONS = 0777;

    private PathWriter() {}

    public static PathStat stat(PathView path) {
        return new PathStat(
                path.name(),
                path.size(),
                goMode(path.mode()),
                Absent.moment(path.modified()),
                path.linkTarget());
    }

    public static FilesystemChange change(ChangeView change) {
        return new FilesystemChange(change.path(), change.kind());
    }

    /// The bits of Go's io/fs.FileMode, which are not the kernel's.
    static long goMode(int mode) {
        long type =
                switch (mode & 0170000) {
                    case 0040000 -> 1L << 31;
                    case 0120000 -> 1L << 27;
                    case 0060000 -> 1L << 26;
                    case 0020000 -> 1L << 26 | 1L << 21;
                    case 0010000 -> 1L << 25;
                    case 0140000 -> 1L << 24;
                    default -> 0;
                };
        long special =
                ((mode & 04000) != 0 ? 1L << 23 : 0)
                        | ((mode & 02000) != 0 ? 1L << 22 : 0)
                        | ((mode & 01000) != 0 ? 1L << 20 : 0);
        return type | special | mode & PERMISSIONS;
    }
}
