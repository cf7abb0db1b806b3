package dev.caisson.image.archive;

import com.github.luben.zstd.ZstdIOException;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.blob.Blob;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.layer.TreePath;
import dev.caisson.tar.RawText;
import dev.caisson.tar.TarDamaged;
import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/// Reads an image archive into the blob store.
final class ArchiveReader {
    private static final Set<String> DOCUMENTS =
            Set.of("manifest.json", "index.json", "oci-layout");
    private static final Pattern BLOB = Pattern.compile("blobs/(sha256|sha512)/([^/]*)");
    private static final int DOCUMENT_LIMIT = 8 << 20;
    private static final int ENTRY_LIMIT = 100_000;
    private static final int DEPTH_LIMIT = 16;

    private final BlobStore store;
    private final BlobStore.Hold hold;
    private final Map<String, byte[]> documents = new HashMap<>();
    private final Map<String, Blob> blobs = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    ArchiveReader(BlobStore store, BlobStore.Hold hold) {
        this.store = store;
        this.hold = hold;
    }

    ArchiveContents read(InputStream archive) throws IOException {
        // The decompressor is freed, the caller's stream stays open.
        try (var plain = ArchiveStream.of(new Unclosed(archive))) {
            var tar = new TarReader(plain);
            int count = 0;
            for (var entry = tar.next(); entry != null; entry = tar.next()) {
                if (++count > ENTRY_LIMIT) {
                    throw new InvalidInput(
                            FaultCode.IMAGE_LIMIT_EXCEEDED, "archive", ENTRY_LIMIT, "entries");
                }
                take(tar, entry);
            }
            if (count == 0) throw invalid("it is empty");
        } catch (TarDamaged
                | ZipException
                | ZstdIOException
                | EOFException
                | ArchiveStream.Damaged damaged) {
            var why = String.valueOf(damaged.getMessage());
            throw new InvalidInput(damaged, FaultCode.IMAGE_ARCHIVE_INVALID, why);
        }
        return new ArchiveContents(documents, blobs, links);
    }

    private void take(TarReader tar, TarEntry entry) throws IOException {
        var path = TreePath.parse(entry.name(), DEPTH_LIMIT);
        switch (entry.type()) {
            case DIRECTORY -> {
                // Directories of an archive say nothing.
            }
            case FILE -> file(tar, entry, name(path));
            case HARD_LINK ->
                    links.put(name(path), name(TreePath.parse(entry.link(), DEPTH_LIMIT)));
            case SYMBOLIC_LINK -> links.put(name(path), resolve(path, entry.link()));
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO ->
                    throw invalid("\"" + entry.name() + "\" is neither file nor directory");
        }
    }

    private void file(TarReader tar, TarEntry entry, String name) throws IOException {
        if (DOCUMENTS.contains(name)) {
            if (entry.size() > DOCUMENT_LIMIT) {
                throw new InvalidInput(
                        FaultCode.IMAGE_LIMIT_EXCEEDED, name, DOCUMENT_LIMIT, "bytes");
            }
            var bytes = new ByteArrayOutputStream((int) entry.size());
            tar.content((_, buffer, from, length) -> bytes.write(buffer, from, length));
            documents.put(name, bytes.toByteArray());
            return;
        }
        if (entry.sparse().isSparse()) throw invalid("\"" + entry.name() + "\" is sparse");
        try (var receiving = store.begin(hold)) {
            tar.content((_, buffer, from, length) -> receiving.write(buffer, from, length));
            var blob = BLOB.matcher(name);
            blobs.put(
                    name,
                    blob.matches()
                            ? receiving.commit(digest(blob), entry.size())
                            : receiving.commit());
        }
    }

    private static Digest digest(MatchResult blob) {
        return Digest.parse(blob.group(1) + ":" + blob.group(2));
    }

    // Old Docker archives have `../OTHER/layer.tar` for a layer that occurs twice.
    private static String resolve(TreePath link, RawText target) {
        var names = new ArrayDeque<>(link.parent().rawNames());
        for (var part : target.latin1().split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) continue;
            if (!part.equals("..")) names.addLast(part);
            else if (names.pollLast() == null) throw invalid("\"" + link + "\" leads out of it");
        }
        return String.join("/", names);
    }

    private static String name(TreePath path) {
        return String.join("/", path.rawNames());
    }

    private static InvalidInput invalid(String why) {
        return new InvalidInput(FaultCode.IMAGE_ARCHIVE_INVALID, why);
    }

    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            return in.read(buffer, from, length);
        }

        @Override
        public void close() {
            // The caller's stream is the caller's to close.
        }
    }
}
