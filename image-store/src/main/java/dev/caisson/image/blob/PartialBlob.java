package dev.caisson.image.blob;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.value.PieceInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A blob that is being downloaded, and stays half-done until it is tried again.
///
/// One thread writes; others may read behind it ([#open]) and wait for what is not there yet.
/// Closing it without [#commit] keeps what there is.
public final class PartialBlob implements AutoCloseable {
    private static final int BUFFER = 1 << 17;

    private final BlobStore store;
    private final Digest digest;
    private final Path file;
    private final BlobStore.Hold hold;
    private final FileChannel channel;
    private final MessageDigest hash;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long size;
    private boolean isEnded;
    private @Nullable Exception failure;

    PartialBlob(BlobStore store, Digest digest, Path file, BlobStore.Hold hold) throws IOException {
        this.store = store;
        this.digest = digest;
        this.hash = digest.algorithm().start();
        this.file = file;
        this.hold = hold;
        this.channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
    }

    /// Takes up what an earlier attempt has left.
    ///
    /// @param expected size of the whole; what is longer is thrown away
    /// @return bytes that are there
    public long resume(long expected) throws IOException {
        if (channel.size() > expected) channel.truncate(0);
        var buffer = ByteBuffer.allocate(BUFFER);
        while (channel.read(buffer.clear()) > 0) {
            hash.update(buffer.flip());
            grow(buffer.limit());
        }
        return size();
    }

    /// Bytes so far.
    public long size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /// @throws dev.caisson.fault.Unavailable `DISK_FULL`
    public void write(byte[] buffer, int length) throws IOException {
        hash.update(buffer, 0, length);
        try {
            DurableFiles.writeAll(channel, ByteBuffer.wrap(buffer, 0, length));
        } catch (IOException failed) {
            throw DurableFiles.full(failed, store.root());
        }
        grow(length);
    }

    private void grow(int length) {
        lock.lock();
        try {
            size += length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Keeps the blob when it is what was announced. Durable after [BlobStore#sync].
    ///
    /// @throws InvalidInput `BLOB_DIGEST_MISMATCH`, `BLOB_SIZE_MISMATCH`; nothing of it stays
    public void commit(long expected) throws IOException {
        if (size() != expected) {
            discard();
            throw new InvalidInput(FaultCode.BLOB_SIZE_MISMATCH, digest, size(), expected);
        }
        var actual = Digest.of(hash.digest());
        if (!actual.equals(digest)) {
            discard();
            throw new InvalidInput(FaultCode.BLOB_DIGEST_MISMATCH, digest, actual);
        }
        hold.hold(digest);
        try {
            channel.force(true);
        } catch (IOException failed) {
            throw DurableFiles.full(failed, store.root());
        }
        store.settle(file, digest);
        end(null);
    }

    /// Removes what is there.
    public void discard() throws IOException {
        Files.deleteIfExists(file);
    }

    /// Tells readers that nothing more comes.
    public void fail(Exception why) {
        end(why);
    }

    private void end(@Nullable Exception why) {
        lock.lock();
        try {
            isEnded = true;
            failure = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Reads the blob while it grows; ends when it is complete and verified.
    public InputStream open() throws IOException {
        try {
            return new Behind(FileChannel.open(file, StandardOpenOption.READ));
        } catch (NoSuchFileException moved) {
            // A small one is complete and has its final name before its reader begins.
            return store.open(digest);
        }
    }

    @Override
    public void close() throws IOException {
        if (!isEnded) end(new IOException("download of " + digest + " was given up"));
        channel.close();
    }

    /// @return bytes that may be read, 0 at the end
    private long await(long position) throws IOException {
        lock.lock();
        try {
            while (position >= size && !isEnded) changed.awaitUninterruptibly();
            var broken = failure;
            if (broken != null) throw new IOException("the download failed", broken);
            return size - position;
        } finally {
            lock.unlock();
        }
    }

    private final class Behind extends PieceInput {
        private final FileChannel from;
        private long position;

        Behind(FileChannel from) {
            this.from = from;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) return 0;
            long ready = await(position);
            if (ready == 0) return -1;
            int wanted = (int) Math.min(length, ready);
            int count = from.read(ByteBuffer.wrap(buffer, offset, wanted), position);
            if (count > 0) position += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            from.close();
        }
    }
}
