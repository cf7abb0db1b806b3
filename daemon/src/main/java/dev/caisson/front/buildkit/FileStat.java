package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.Fields;
import java.time.Instant;

/// A file of a directory that is copied. Source: tonistiigi/fsutil types/stat.proto; the mode is
/// Go's (io/fs.FileMode).
///
/// @param path relative, with slashes
/// @param mode [#DIRECTORY] and so on, and nine bits of permission
/// @param modified in nanoseconds since 1970
/// @param link of a symbolic link where it leads; of a file another path that is the same one
record FileStat(String path, long mode, long uid, long gid, long size, long modified, String link) {
    static final long DIRECTORY = 1L << 31;
    static final long SYMBOLIC_LINK = 1L << 27;
    private static final long SET_USER = 1L << 23;
    private static final long SET_GROUP = 1L << 22;
    private static final long STICKY = 1L << 20;

    /// Whatever is no regular file: directory, link, named pipe, socket, device, other.
    private static final long KINDS =
            DIRECTORY | SYMBOLIC_LINK | 1L << 26 | 1L << 25 | 1L << 24 | 1L << 21 | 1L << 19;

    private static final int NANOS = 1_000_000_000;

    static FileStat of(Fields fields) {
        return new FileStat(
                fields.text(1),
                fields.number(2) & 0xffff_ffffL,
                fields.number(3) & 0xffff_ffffL,
                fields.number(4) & 0xffff_ffffL,
                fields.number(5),
                fields.number(6),
                fields.text(7));
    }

    FieldWriter fields() {
        return new FieldWriter()
                .text(1, path)
                .number(2, mode)
                .number(3, uid)
                .number(4, gid)
                .number(5, size)
                .number(6, modified)
                .text(7, link);
    }

    /// The same at another path.
    FileStat at(String other) {
        return new FileStat(other, mode, uid, gid, size, modified, link);
    }

    boolean isDirectory() {
        return (mode & DIRECTORY) != 0;
    }

    boolean isSymbolicLink() {
        return (mode & SYMBOLIC_LINK) != 0;
    }

    boolean isFile() {
        return (mode & KINDS) == 0;
    }

    /// The kernel's twelve bits.
    int permissions() {
        int bits = (int) (mode & 0777);
        if ((mode & SET_USER) != 0) bits |= 04000;
        if ((mode & SET_GROUP) != 0) bits |= 02000;
        if ((mode & STICKY) != 0) bits |= 01000;
        return bits;
    }

    /// Go's bits for the kernel's twelve.
    static long goBits(int permissions) {
        long mode = permissions & 0777;
        if ((permissions & 04000) != 0) mode |= SET_USER;
        if ((permissions & 02000) != 0) mode |= SET_GROUP;
        if ((permissions & 01000) != 0) mode |= STICKY;
        return mode;
    }

    Instant time() {
        return Instant.ofEpochSecond(
                Math.floorDiv(modified, NANOS), Math.floorMod(modified, NANOS));
    }
}
