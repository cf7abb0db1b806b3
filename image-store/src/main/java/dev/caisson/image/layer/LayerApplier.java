package dev.caisson.image.layer;

import com.github.luben.zstd.ZstdIOException;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.layer.TreeWriter.Attributes;
import dev.caisson.image.layer.TreeWriter.DeviceKind;
import dev.caisson.tar.RawText;
import dev.caisson.tar.TarDamaged;
import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarReader;
import dev.caisson.tar.Xattr;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.ZipException;

/// Applies the tar of one layer to a tree.
///
/// Not applied, without a word, because they are not content: names that aufs keeps for itself
/// (`.wh..wh.…`), and attributes other than `user.…`, `security.capability` and POSIX ACLs.
/// `trusted.overlay.…` in particular belongs to the engine: an image that could set it could make
/// overlay look elsewhere.
public final class LayerApplier {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String AUFS = ".wh..wh.";

    private final LayerLimits limits;

    public LayerApplier(LayerLimits limits) {
        this.limits = limits;
    }

    /// What a layer turned out to be.
    ///
    /// @param size of its files in bytes
    /// @param isOpaque true when it hides all layers below it
    public record Applied(Digest diffId, long size, long entries, boolean isOpaque) {}

    /// Hears how far it is, in compressed bytes; must not block.
    @FunctionalInterface
    public interface Progress {
        void read(long bytes);
    }

    /// Reads a layer to its end, compressed or not, into a tree, and finishes the tree.
    ///
    /// @param blob is not closed
    /// @throws InvalidInput `LAYER_DIFF_ID_MISMATCH`, `LAYER_DAMAGED`, `LAYER_ENTRY_REFUSED`,
    ///     `IMAGE_LIMIT_EXCEEDED`; the tree is then worthless
    public Applied apply(InputStream blob, Digest diffId, TreeWriter tree, Progress progress)
            throws IOException {
        try (var content = new LayerStream(blob, diffId, limits, progress)) {
            var run = new Run(new TarReader(content), tree, diffId);
            run.entries();
            var actual = content.digest();
            if (!actual.equals(diffId)) {
                throw new InvalidInput(FaultCode.LAYER_DIFF_ID_MISMATCH, diffId, actual);
            }
            tree.finish();
            return new Applied(diffId, run.size, run.count, run.isOpaque);
        } catch (TarDamaged
                | ZipException
                | ZstdIOException
                | EOFException
                | LayerCodec.UnsupportedCodec damaged) {
            var why = String.valueOf(damaged.getMessage());
            throw new InvalidInput(damaged, FaultCode.LAYER_DAMAGED, diffId, why);
        }
    }

    private final class Run {
        private final TarReader tar;
        private final TreeWriter tree;
        private final Digest diffId;
        private long count;
        private long size;
        private boolean isOpaque;

        Run(TarReader tar, TreeWriter tree, Digest diffId) {
            this.tar = tar;
            this.tree = tree;
            this.diffId = diffId;
        }

        void entries() throws IOException {
            for (var entry = tar.next(); entry != null; entry = tar.next()) {
                if (++count > limits.entries()) throw exceeded(limits.entries(), "entries");
                apply(entry);
            }
        }

        private void apply(TarEntry entry) throws IOException {
            var path = TreePath.parse(entry.name(), limits.depth());
            if (path.isRoot()) {
                if (entry.type() != TarEntry.EntryType.DIRECTORY) {
                    throw refused(entry, "the root can only be a directory");
                }
            } else if (path.rawName().startsWith(WHITEOUT)) {
                hide(entry, path);
                return;
            }
            write(entry, path);
        }

        private void hide(TarEntry entry, TreePath path) throws IOException {
            var name = path.rawName();
            if (name.equals(OPAQUE)) {
                var directory = path.parent();
                isOpaque |= directory.isRoot();
                tree.opaque(directory);
            } else if (!name.startsWith(AUFS)) {
                var hidden = name.substring(WHITEOUT.length());
                if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
                    throw refused(entry, "it hides nothing that has a name");
                }
                tree.whiteout(path.sibling(hidden));
            }
        }

        private void write(TarEntry entry, TreePath path) throws IOException {
            var attributes = new Attributes(entry.ownership(), kept(entry.xattrs()));
            switch (entry.type()) {
                case DIRECTORY -> tree.directory(path, attributes);
                case FILE -> file(entry, path, attributes);
                case SYMBOLIC_LINK -> {
                    refuseEmpty(entry);
                    tree.symbolicLink(path, entry.link(), attributes);
                }
                case HARD_LINK -> {
                    refuseEmpty(entry);
                    tree.hardLink(path, TreePath.parse(relative(entry.link()), limits.depth()));
                }
                case FIFO -> tree.fifo(path, attributes);
                case CHARACTER_DEVICE ->
                        tree.device(path, DeviceKind.CHARACTER, entry.device(), attributes);
                case BLOCK_DEVICE ->
                        tree.device(path, DeviceKind.BLOCK, entry.device(), attributes);
            }
        }

        private void file(TarEntry entry, TreePath path, Attributes attributes) throws IOException {
            if (entry.size() > limits.bytes() - size) throw exceeded(limits.bytes(), "bytes");
            size += entry.size();
            tree.file(path, attributes, entry.size(), sink -> tar.content(sink::write));
        }

        private InvalidInput exceeded(long limit, String unit) {
            return new InvalidInput(
                    FaultCode.IMAGE_LIMIT_EXCEEDED,
                    "layer " + diffId,
                    limit + " " + unit,
                    "refused");
        }
    }

    // Some builders write the target of a hard link from the root on; it is in the tree as well.
    private static RawText relative(RawText link) {
        var raw = link.latin1();
        int from = 0;
        while (from < raw.length() && raw.charAt(from) == '/') from++;
        return from == 0 ? link : new RawText(raw.substring(from));
    }

    private static void refuseEmpty(TarEntry entry) {
        if (entry.link().latin1().isEmpty()) throw refused(entry, "it links to nothing");
        if (entry.link().latin1().indexOf('\0') >= 0) throw refused(entry, "its link has a NUL");
    }

    private static List<Xattr> kept(List<Xattr> xattrs) {
        if (xattrs.isEmpty()) return xattrs;
        return xattrs.stream().filter(xattr -> isKept(xattr.name())).toList();
    }

    private static boolean isKept(String name) {
        return name.equals("security.capability")
                || name.equals("system.posix_acl_access")
                || name.equals("system.posix_acl_default")
                || (name.startsWith("user.") && !name.startsWith("user.overlay."));
    }

    private static InvalidInput refused(TarEntry entry, String why) {
        return new InvalidInput(FaultCode.LAYER_ENTRY_REFUSED, entry.name(), why);
    }
}
