package dev.caisson.image.hosted;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.blob.Ingest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/// A blob on its way here, in as many pieces as its sender likes. One request at a time may write;
/// what arrived before a connection broke counts.
public final class Upload {
    private static final int BUFFER = 1 << 16;

    private final String id = UUID.randomUUID().toString();
    private final RepositoryPath path;
    private final BlobStore blobs;
    private final Holding holding;
    private final Ingest ingest;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Instant touched;
    private volatile long size;

    Upload(RepositoryPath path, BlobStore blobs, Holding holding, Instant now) throws IOException {
        this.path = path;
        this.blobs = blobs;
        this.holding = holding;
        this.ingest = blobs.begin(_ -> {});
        this.touched = now;
    }

    /// Names it in URLs.
    public String id() {
        return id;
    }

    /// Where the blob goes.
    public RepositoryPath path() {
        return path;
    }

    /// Bytes so far.
    public long size() {
        return size;
    }

    Instant touched() {
        return touched;
    }

    /// Takes a piece in.
    ///
    /// @param from where it must begin; negative for wherever it is
    /// @param limit of the whole blob in bytes
    /// @throws InvalidInput `HOSTED_RANGE_INVALID` for another place
    void append(InputStream piece, long from, long limit, Instant now) throws IOException {
        if (!writing.tryLock()) throw new InvalidInput(FaultCode.HOSTED_RANGE_INVALID, size);
        try {
            touched = now;
            if (from >= 0 && from != size) {
                throw new InvalidInput(FaultCode.HOSTED_RANGE_INVALID, size);
            }
            var buffer = new byte[BUFFER];
            for (int count = piece.read(buffer); count >= 0; count = piece.read(buffer)) {
                if (size + count > limit) {
                    throw new InvalidInput(FaultCode.HOSTED_BLOB_TOO_LARGE, limit);
                }
                ingest.write(buffer, 0, count);
                size = ingest.size();
            }
        } finally {
            writing.unlock();
        }
    }

    /// Keeps it as a blob. Either way it has ended.
    ///
    /// @return what holds the blob
    /// @throws InvalidInput `BLOB_DIGEST_MISMATCH`
    Holding.Held commit(Digest expected) throws IOException {
        writing.lock();
        try (ingest) {
            var held = holding.hold(expected);
            try {
                var _ = ingest.commit(expected, size);
                blobs.sync();
                return held;
            } catch (IOException | RuntimeException failed) {
                held.close();
                throw failed;
            }
        } finally {
            writing.unlock();
        }
    }

    /// Gives it up.
    ///
    /// @return whether nobody was writing
    boolean cancel() throws IOException {
        if (!writing.tryLock()) return false;
        try {
            ingest.close();
            return true;
        } finally {
            writing.unlock();
        }
    }
}
