package dev.caisson.image.blob;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.DigestAlgorithm;
import dev.caisson.image.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/// A blob that is being received: digested while it is written, invisible until it is committed.
/// For one thread. Closing it without a commit leaves nothing.
public final class Ingest implements AutoCloseable {
    private final BlobStore store;
    private final Path file;
    private final FileChannel channel;
    private final BlobStore.Hold hold;
    private final MessageDigest sha256 = Sha256.start();
    private long size;
    private boolean settled;

    Ingest(BlobStore store, Path file, BlobStore.Hold hold) throws IOException {
        this.store = store;
        this.file = file;
        this.hold = hold;
        this.channel = DurableFiles.create(file);
    }

    /// @throws dev.caisson.fault.Unavailable `DISK_FULL`
    public void write(byte[] buffer, int from, int length) throws IOException {
        sha256.update(buffer, from, length);
        try {
            DurableFiles.writeAll(channel, ByteBuffer.wrap(buffer, from, length));
        } catch (IOException failed) {
            throw DurableFiles.full(failed, store.root());
        }
        size += length;
    }

    /// Bytes so far.
    public long size() {
        return size;
    }

    /// Keeps the blob under the digest it has. Durable after [BlobStore#sync].
    public Blob commit() throws IOException {
        var digest = Digest.of(sha256.digest());
        settle(digest);
        return new Blob(digest, size);
    }

    /// Keeps the blob when it is what was announced.
    ///
    /// @throws InvalidInput `BLOB_DIGEST_MISMATCH`, `BLOB_SIZE_MISMATCH`
    public Blob commit(Digest expected, long expectedSize) throws IOException {
        if (size != expectedSize) {
            throw new InvalidInput(FaultCode.BLOB_SIZE_MISMATCH, expected, size, expectedSize);
        }
        var actual = actual(expected.algorithm());
        if (!actual.equals(expected)) {
            throw new InvalidInput(FaultCode.BLOB_DIGEST_MISMATCH, expected, actual);
        }
        settle(actual);
        return new Blob(actual, size);
    }

    // While it comes nobody says by what it will be called: nearly always by SHA-256.
    private Digest actual(DigestAlgorithm algorithm) throws IOException {
        if (algorithm == DigestAlgorithm.SHA256) return Digest.of(sha256.digest());
        var hash = algorithm.start();
        try (var in = Files.newInputStream(file)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
        }
        return Digest.of(hash.digest());
    }

    private void settle(Digest digest) throws IOException {
        hold.hold(digest);
        if (!store.contains(digest)) {
            try {
                channel.force(true);
            } catch (IOException failed) {
                throw DurableFiles.full(failed, store.root());
            }
            store.settle(file, digest);
            settled = true;
        }
        close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!settled) Files.deleteIfExists(file);
        settled = true;
        store.end(file);
    }
}
