package dev.caisson.image.layer;

import dev.caisson.tar.RawText;
import dev.caisson.tar.TarEntry.Device;
import dev.caisson.tar.TarEntry.Ownership;
import dev.caisson.tar.Xattr;
import java.io.IOException;
import java.util.List;

/// Port: builds a directory tree, entry by entry, and nothing outside of it.
///
/// What every implementation holds to (`TreeWriterContract` in the tests):
///
/// 1. A parent is resolved beneath the root. A symbolic link on the way is followed as if the root
///    were the machine's (`lib` is a link to `usr/lib` in many images), so it never leads out; more
///    than [#LINKS_LIMIT] are refused (`LAYER_ENTRY_REFUSED`), as is a parent that is no directory.
/// 2. A missing parent is made, mode 0755, owned by root.
/// 3. An entry replaces what an earlier one put at its place, with all beneath it; only a directory
///    on a directory keeps the content and gets the new attributes.
/// 4. Set-user-ID bits and attributes survive the change of owner.
/// 5. [#finish] sets the times of directories, which their content has changed since.
///
/// For one thread. A full disk is `DISK_FULL`.
public interface TreeWriter extends AutoCloseable {
    /// How many symbolic links the way to an entry may have; Linux has the same limit.
    int LINKS_LIMIT = 40;

    void directory(TreePath path, Attributes attributes) throws IOException;

    /// @param size in bytes; what `content` leaves out is a hole
    void file(TreePath path, Attributes attributes, long size, Content content) throws IOException;

    /// @param target any bytes; never looked at
    void symbolicLink(TreePath path, RawText target, Attributes attributes) throws IOException;

    /// Gives the file at `target`, which is made already, another name; a symbolic link is linked
    /// itself.
    void hardLink(TreePath path, TreePath target) throws IOException;

    void device(TreePath path, DeviceKind kind, Device numbers, Attributes attributes)
            throws IOException;

    void fifo(TreePath path, Attributes attributes) throws IOException;

    /// Hides what lower layers have at this place. What this layer has there stays: a directory
    /// becomes opaque.
    void whiteout(TreePath path) throws IOException;

    /// Hides what lower layers have in this directory.
    void opaque(TreePath directory) throws IOException;

    /// Ends the tree: after this only [#close] may be called.
    void finish() throws IOException;

    /// Releases what the writer holds; does not take back what it wrote.
    @Override
    void close();

    /// Which sort of device.
    enum DeviceKind {
        CHARACTER,
        BLOCK
    }

    /// What an entry has besides its content.
    record Attributes(Ownership ownership, List<Xattr> xattrs) {
        public Attributes {
            xattrs = List.copyOf(xattrs);
        }
    }

    /// Where the content of a file comes from.
    @FunctionalInterface
    interface Content {
        void transferTo(ContentSink sink) throws IOException;
    }

    /// Where it goes: part by part, in order of the offset.
    @FunctionalInterface
    interface ContentSink {
        /// @param buffer only valid during the call
        void write(long offset, byte[] buffer, int from, int length) throws IOException;
    }
}
