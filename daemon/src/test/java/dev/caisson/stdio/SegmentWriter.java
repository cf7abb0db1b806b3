package dev.caisson.stdio;

import dev.caisson.spec.LogLayout;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/// Writes a log by the holder's rules, locks included. For one thread, which blocks while a reader
/// holds the next segment.
final class SegmentWriter implements AutoCloseable {
    private final Syscalls syscalls = Syscalls.real();
    private final Path directory;
    private final LogLayout layout;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(FrameFormat.LARGEST).order(ByteOrder.nativeOrder());
    private @Nullable Fd file;
    private long generation;
    private long written;
    private long before;

    /// Goes on behind the last whole frame there is, like a new holder.
    SegmentWriter(Path directory, LogLayout layout) {
        this.directory = directory;
        this.layout = layout;
        var ring = new LogRing(directory, layout);
        generation = ring.newest();
        if (generation > 0) {
            before = Segment.headerOf(ring.file(generation)).before();
            written = ring.end().offset();
            file = open(OpenFlag.O_RDWR);
            syscalls.ftruncate(file.number(), written);
            long _ = syscalls.lseek(file.number(), written, OpenFlag.SEEK_SET);
        }
    }

    private Fd open(int flags) {
        var path = directory.resolve(Integer.toString(layout.slot(generation))).toString();
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path, flags, 0600));
    }

    SegmentWriter frame(StreamKind stream, Instant time, byte[] bytes) {
        if (file == null || written >= layout.segmentBytes().count()) turnOver();
        buffer.clear();
        put(stream, time, bytes, buffer);
        append(buffer.flip());
        return this;
    }

    SegmentWriter frame(StreamKind stream, long second, String text) {
        return frame(stream, Instant.ofEpochSecond(second), text.getBytes(StandardCharsets.UTF_8));
    }

    /// Only the first bytes of a frame, as after a crash.
    SegmentWriter cutShort(int bytes) {
        if (file == null) turnOver();
        buffer.clear();
        put(StreamKind.STDOUT, Instant.EPOCH, new byte[100], buffer);
        append(buffer.flip().limit(bytes));
        return this;
    }

    /// Bytes that are no frame.
    SegmentWriter raw(byte[] bytes) {
        if (file == null) turnOver();
        append(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        return this;
    }

    void turnOver() {
        before += Math.max(0, written - LogLayout.HEADER_BYTES);
        close();
        generation++;
        file = open(OpenFlag.O_RDWR | OpenFlag.O_CREAT);
        int number = file.number();
        syscalls.flock(number, OpenFlag.LOCK_EX);
        syscalls.ftruncate(number, 0);
        written = 0;
        buffer.clear();
        buffer.putLong(LogLayout.MAGIC).putLong(LogLayout.VERSION).putLong(generation);
        buffer.putLong(0).putLong(before).putLong(0).putLong(0).putLong(0);
        append(buffer.flip());
        syscalls.flock(number, OpenFlag.LOCK_UN);
    }

    @Override
    public void close() {
        if (file != null) file.close();
        file = null;
    }

    static void put(StreamKind stream, Instant time, byte[] bytes, ByteBuffer into) {
        into.putLong(time.getEpochSecond())
                .putLong(time.get(ChronoField.NANO_OF_SECOND))
                .putLong(stream.number())
                .putLong(bytes.length)
                .put(bytes)
                .putLong(bytes.length);
    }

    private void append(ByteBuffer bytes) {
        if (file == null) throw new IllegalStateException("no segment");
        written += bytes.remaining();
        while (bytes.hasRemaining()) {
            int _ = syscalls.write(file.number(), bytes);
        }
    }
}
