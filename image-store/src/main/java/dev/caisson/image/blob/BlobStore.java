package dev.caisson.image.blob;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.DigestAlgorithm;
import dev.caisson.image.json.LayoutJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Blobs on disk, named by their digest. For any number of threads.
public final class BlobStore {
    private static final String LAYOUT = "oci-layout";
    private static final String INDEX = "index.json";

    /// With this begin the names of files in `ingest` that others make and move away at once.
    public static final String KEPT = "keep-";

    /// Keeps blobs from being removed. Called with a digest before the store looks whether it has
    /// the blob already, so that what it finds stays.
    @FunctionalInterface
    public interface Hold {
        void hold(Digest digest);
    }

    private final Path root;
    private final Path blobs;
    private final Path ingest;
    private final Path partial;
    private final Set<Path> temporary = ConcurrentHashMap.newKeySet();

    private BlobStore(Path root) {
        this.root = root;
        this.blobs = root.resolve("blobs");
        this.ingest = root.resolve("ingest");
        this.partial = root.resolve("partial");
    }

    /// Opens the layout in a directory, making it when it is not there, and removes what a crash
    /// left in `ingest`.
    public static BlobStore open(Path root) throws IOException {
        var store = new BlobStore(root);
        for (var algorithm : DigestAlgorithm.values()) {
            Files.createDirectories(store.blobs.resolve(algorithm.prefix()));
        }
        Files.createDirectories(store.ingest);
        Files.createDirectories(store.partial);
        try (var stale = Files.newDirectoryStream(store.ingest)) {
            for (var file : stale) Files.delete(file);
        }
        try {
            LayoutJson.check(Files.readAllBytes(root.resolve(LAYOUT)));
        } catch (NoSuchFileException fresh) {
            store.replace(LAYOUT, LayoutJson.write());
        } catch (InvalidInput other) {
            throw new Internal(other, FaultCode.IMAGE_STORE_BROKEN, root, other.text());
        }
        return store;
    }

    /// The layout's directory.
    public Path root() {
        return root;
    }

    /// Begins to receive a blob.
    public Ingest begin(Hold hold) throws IOException {
        return new Ingest(this, temp(), hold);
    }

    /// Goes on with a blob that may be there in part. One thread at a time may have it.
    public PartialBlob partial(Digest digest, Hold hold) throws IOException {
        return new PartialBlob(this, digest, partial.resolve(digest.hex()), hold);
    }

    /// Every blob that is there in part.
    public List<Blob> partials() throws IOException {
        return list(partial);
    }

    /// Files that were begun and that nobody writes any more.
    public List<Path> abandoned() throws IOException {
        var found = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(ingest)) {
            for (var file : files) {
                boolean kept = file.getFileName().toString().startsWith(KEPT);
                if (!kept && !temporary.contains(file)) found.add(file);
            }
        }
        return found;
    }

    /// Removes what there is of a blob.
    public void removePartial(Digest digest) throws IOException {
        Files.deleteIfExists(partial.resolve(digest.hex()));
    }

    /// Stores a small blob.
    public Blob put(byte[] content, Hold hold) throws IOException {
        try (var receiving = begin(hold)) {
            receiving.write(content, 0, content.length);
            return receiving.commit();
        }
    }

    public boolean contains(Digest digest) {
        return Files.exists(path(digest));
    }

    /// @return empty when it is not there
    public Optional<Blob> find(Digest digest) throws IOException {
        try {
            return Optional.of(new Blob(digest, Files.size(path(digest))));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    /// Opens a blob to read; not verified again.
    ///
    /// @throws NotFound `BLOB_MISSING`
    public InputStream open(Digest digest) throws IOException {
        try {
            return Files.newInputStream(path(digest));
        } catch (NoSuchFileException missing) {
            throw new NotFound(missing, FaultCode.BLOB_MISSING, digest, root);
        }
    }

    /// Opens a part of a blob to read.
    ///
    /// @param from which byte on
    /// @param length how many
    public InputStream open(Digest digest, long from, long length) throws IOException {
        var in = open(digest);
        try {
            in.skipNBytes(from);
            return new BlobPart(in, length);
        } catch (IOException broken) {
            in.close();
            throw broken;
        }
    }

    /// Reads a small blob and verifies it against its descriptor.
    ///
    /// @param limit bytes
    public byte[] read(Descriptor descriptor, int limit) throws IOException {
        var digest = descriptor.digest();
        try (var in = open(digest)) {
            var content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new InvalidInput(
                        FaultCode.IMAGE_LIMIT_EXCEEDED, "blob " + digest, limit + " bytes", "");
            }
            var actual = digest.algorithm().of(content);
            if (!actual.equals(digest)) {
                throw new InvalidInput(FaultCode.BLOB_DIGEST_MISMATCH, digest, actual);
            }
            if (content.length != descriptor.size()) {
                throw new InvalidInput(
                        FaultCode.BLOB_SIZE_MISMATCH, digest, content.length, descriptor.size());
            }
            return content;
        }
    }

    /// Removes a blob; one that is not there is fine.
    public void remove(Digest digest) throws IOException {
        Files.deleteIfExists(path(digest));
    }

    /// Every blob.
    public List<Blob> all() throws IOException {
        var all = new ArrayList<Blob>();
        for (var algorithm : DigestAlgorithm.values()) {
            all.addAll(list(blobs.resolve(algorithm.prefix())));
        }
        return all;
    }

    private static List<Blob> list(Path directory) throws IOException {
        var found = new ArrayList<Blob>();
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                try {
                    var digest = new Digest(file.getFileName().toString());
                    found.add(new Blob(digest, Files.size(file)));
                } catch (InvalidInput foreign) {
                    // Somebody else's file; what is not named by a digest is no blob.
                } catch (NoSuchFileException removed) {
                    // Between the listing and now.
                }
            }
        }
        return found;
    }

    /// Makes the names of all blobs committed so far durable.
    public void sync() throws IOException {
        for (var algorithm : DigestAlgorithm.values()) {
            DurableFiles.syncDirectory(blobs.resolve(algorithm.prefix()));
        }
    }

    /// Reads `index.json`; null when there is none yet.
    public byte @Nullable [] readIndex() throws IOException {
        return readBeside(INDEX);
    }

    /// Replaces a file beside `index.json` durably.
    public void writeBeside(String name, byte[] content) throws IOException {
        replace(name, content);
    }

    /// Replaces `index.json` durably.
    public void writeIndex(byte[] content) throws IOException {
        writeBeside(INDEX, content);
    }

    /// Reads a file beside `index.json`; null when there is none yet.
    public byte @Nullable [] readBeside(String name) throws IOException {
        try {
            return Files.readAllBytes(root.resolve(name));
        } catch (NoSuchFileException fresh) {
            return null;
        }
    }

    private void replace(String name, byte[] content) throws IOException {
        var temp = temp();
        try {
            DurableFiles.replace(root, name, temp, content);
        } finally {
            end(temp);
        }
    }

    Path path(Digest digest) {
        return blobs.resolve(digest.algorithm().prefix()).resolve(digest.hex());
    }

    /// Gives a complete file its final name; one that is there already has the same content.
    void settle(Path file, Digest digest) throws IOException {
        Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path temp() {
        var temp = ingest.resolve(UUID.randomUUID().toString());
        temporary.add(temp);
        return temp;
    }

    /// Nobody writes this file any more.
    void end(Path temp) {
        temporary.remove(temp);
    }
}
