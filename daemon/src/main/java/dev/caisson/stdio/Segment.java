package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.spec.LogLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One file of the ring, open for reading.
///
/// The holder may truncate and reuse the file at any time, so without a lock one reads first and
/// asks [#generation] after: when that is still the expected one, the bytes belong to it, because
/// the holder truncates before it writes anything new.
final class Segment implements AutoCloseable {
    /// What a file says that was never used, or is being begun at this moment.
    private static final Header UNUSED = new Header(0, 0, 0);

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer header =
            ByteBuffer.allocate(LogLayout.HEADER_BYTES).order(ByteOrder.nativeOrder());

    private Segment(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// @param before bytes of frames in earlier segments; 0 when unknown
    record Header(long generation, long lost, long before) {}

    /// @throws NoSuchFileException when the holder has not made it yet
    static Segment open(Path path) throws NoSuchFileException {
        try {
            return new Segment(path, FileChannel.open(path, StandardOpenOption.READ));
        } catch (NoSuchFileException unused) {
            throw unused;
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    /// The header of a file that may not exist.
    static Header headerOf(Path path) {
        try (var segment = open(path)) {
            return segment.header();
        } catch (NoSuchFileException _) {
            return UNUSED;
        }
    }

    Path path() {
        return path;
    }

    /// Read anew each time.
    Header header() {
        header.clear();
        int length = read(header, 0);
        if (length < LogLayout.HEADER_BYTES) return UNUSED;
        if (header.getLong(0) != LogLayout.MAGIC) throw damaged(0, "it does not begin like a log");
        long version = header.getLong(8);
        if (version != LogLayout.VERSION) throw damaged(8, "version " + version + " is unknown");
        long generation = header.getLong(LogLayout.GENERATION_OFFSET);
        if (generation < 0) throw damaged(LogLayout.GENERATION_OFFSET, "negative generation");
        return new Header(
                generation,
                header.getLong(LogLayout.LOST_OFFSET),
                header.getLong(LogLayout.BEFORE_OFFSET));
    }

    long generation() {
        return header().generation();
    }

    long size() {
        try {
            return channel.size();
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    /// Reads until the buffer is full or the file ends.
    ///
    /// @return bytes read; 0 at the end
    int read(ByteBuffer into, long position) {
        try {
            int total = 0;
            while (into.hasRemaining()) {
                int count = channel.read(into, position + total);
                if (count <= 0) break;
                total += count;
            }
            return total;
        } catch (ClosedByInterruptException interrupted) {
            throw new ReadingInterrupted(interrupted);
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    Internal damaged(long offset, String what) {
        return new Internal(FaultCode.LOG_DAMAGED, place(path), offset, what);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    private static Internal unreadable(Path path, IOException failure) {
        return new Internal(failure, FaultCode.LOG_UNREADABLE, place(path), failure);
    }

    /// Where a file is, whichever descriptor its path leads through.
    private static Path place(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException unknown) {
            return path;
        }
    }

    /// The reader's thread was interrupted inside a read, which closed the file.
    static final class ReadingInterrupted extends RuntimeException {
        private static final long serialVersionUID = 1;

        ReadingInterrupted(ClosedByInterruptException cause) {
            super(cause);
        }
    }
}
