package dev.caisson.tar;

import java.util.List;

/// The header of one entry.
///
/// @param link target of a hard or symbolic link, else empty
/// @param size of the file in bytes, holes included
/// @param sparse where a sparse file has content
public record TarEntry(
        EntryType type,
        RawText name,
        RawText link,
        Ownership ownership,
        long size,
        Device device,
        List<Xattr> xattrs,
        Sparse sparse) {
    public TarEntry {
        xattrs = List.copyOf(xattrs);
    }

    /// Of root's, changed at the epoch, with no link and no attributes.
    public static TarEntry plain(EntryType type, RawText name, int mode, long size) {
        return new TarEntry(
                type,
                name,
                new RawText(""),
                new Ownership(mode, 0, 0, 0, 0),
                size,
                Device.NONE,
                List.of(),
                Sparse.NOT);
    }

    /// What an entry is.
    public enum EntryType {
        FILE,
        HARD_LINK,
        SYMBOLIC_LINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        DIRECTORY,
        FIFO
    }

    /// Who has it, who may do what with it, when it was changed.
    ///
    /// @param mode the twelve permission bits
    /// @param uid 0 to 2³²-2; so is `gid`
    /// @param mtimeNanos 0 to 999 999 999
    public record Ownership(int mode, long uid, long gid, long mtimeSeconds, int mtimeNanos) {}

    /// The numbers of a device; 0 for anything else.
    public record Device(int major, int minor) {
        /// Of what is no device.
        public static final Device NONE = new Device(0, 0);
    }

    /// Where a sparse file has content.
    ///
    /// @param parts in order of their offset; empty when the file is one hole, or not sparse
    public record Sparse(boolean isSparse, List<Part> parts) {
        /// Not sparse.
        public static final Sparse NOT = new Sparse(false, List.of());

        public Sparse {
            parts = List.copyOf(parts);
        }

        long stored() {
            long sum = 0;
            for (var part : parts) sum = Math.addExact(sum, part.length());
            return sum;
        }
    }

    /// A part of a sparse file that has content.
    public record Part(long offset, long length) {}
}
