package dev.caisson.stdio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts frames into lines: one call of the sink is one line, as one message of Docker's `logs` is.
///
/// A line has the time of the frame in which it began. A line that is not finished waits for its
/// end, as Docker's does, except that after [#LONGEST] bytes it goes out in pieces, of which only
/// the first begins with time and details. The last line of a stream may lack its newline.
final class LineView implements FrameView {
    /// Bytes of an unfinished line that are kept. The same as Docker's.
    static final int LONGEST = 16 * 1024;

    private static final byte NEWLINE = '\n';

    private final LogQuery query;
    private final LogStart start;
    private final LinePrefix prefix;
    private final Line stdout = new Line();
    private final Line stderr = new Line();

    LineView(LogQuery query, LogStart start) {
        this.query = query;
        this.start = start;
        prefix = new LinePrefix(query.timestamps(), query.details());
    }

    /// The unfinished line of a stream.
    private static final class Line {
        private @Nullable Instant began;
        private boolean wanted;
        private boolean continued;
        private byte[] bytes = new byte[256];
        private int length;

        void append(ByteBuffer more) {
            int count = more.remaining();
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
            }
            more.get(bytes, length, count);
            length += count;
        }
    }

    private Line line(StreamKind stream) {
        return switch (stream) {
            case STDOUT -> stdout;
            case STDERR -> stderr;
        };
    }

    @Override
    public boolean frame(LogCursor.Step.Frame step, OutputSink sink)
            throws IOException, InterruptedException {
        var frame = step.frame();
        var bytes = frame.bytes();
        if (!query.streams().contains(frame.stream())) return true;
        int drop = start.unwanted(frame.stream(), step.payload(), bytes.remaining());
        bytes.position(bytes.position() + drop);
        var line = line(frame.stream());
        while (bytes.hasRemaining()) {
            if (line.began == null && !begin(line, frame.time())) return false;
            take(line, frame.stream(), bytes, sink);
        }
        return true;
    }

    /// @return false when the line and all later ones are too late
    private boolean begin(Line line, Instant time) {
        if (query.until() != null && time.isAfter(query.until())) return false;
        line.began = time;
        line.wanted = query.since() == null || !time.isBefore(query.since());
        line.continued = false;
        return true;
    }

    /// Takes bytes up to the end of the line, or all.
    private void take(Line line, StreamKind stream, ByteBuffer bytes, OutputSink sink)
            throws IOException, InterruptedException {
        int limit = bytes.limit();
        int end = newline(bytes);
        boolean whole = end < limit;
        bytes.limit(whole ? end + 1 : limit);
        if (!line.wanted) {
            bytes.position(bytes.limit());
        } else if (whole && line.length == 0 && (line.continued || prefix.isEmpty())) {
            sink.write(stream, bytes);
            bytes.position(bytes.limit());
        } else {
            append(line, stream, bytes, sink);
            if (whole) emit(line, stream, sink);
        }
        bytes.limit(limit);
        if (whole) line.began = null;
    }

    /// The index of the next newline, or the limit.
    private static int newline(ByteBuffer bytes) {
        byte[] array = bytes.array();
        int offset = bytes.arrayOffset();
        int limit = offset + bytes.limit();
        int at = offset + bytes.position();
        while (at < limit && array[at] != NEWLINE) at++;
        return at - offset;
    }

    private void append(Line line, StreamKind stream, ByteBuffer bytes, OutputSink sink)
            throws IOException, InterruptedException {
        int limit = bytes.limit();
        while (bytes.position() < limit) {
            int room = LONGEST - line.length;
            bytes.limit(Math.min(limit, bytes.position() + room));
            line.append(bytes);
            bytes.limit(limit);
            if (line.length == LONGEST && bytes.hasRemaining()) emit(line, stream, sink);
        }
    }

    /// Sends what is kept of a line.
    private void emit(Line line, StreamKind stream, OutputSink sink)
            throws IOException, InterruptedException {
        if (line.length == 0 || line.began == null) return;
        if (line.continued || prefix.isEmpty()) {
            sink.write(stream, ByteBuffer.wrap(line.bytes, 0, line.length));
        } else {
            sink.write(stream, prefix.before(line.began, line.bytes, line.length));
        }
        line.continued = true;
        line.length = 0;
    }

    @Override
    public void skipped(long bytes, OutputSink sink) throws IOException, InterruptedException {
        for (var stream : StreamKind.values()) {
            var line = line(stream);
            if (line.began != null && line.wanted) {
                line.append(ByteBuffer.wrap("\n".getBytes(StandardCharsets.US_ASCII)));
                emit(line, stream, sink);
            }
            line.began = null;
        }
        sink.skipped(bytes);
    }

    @Override
    public void end(OutputSink sink) throws IOException, InterruptedException {
        for (var stream : StreamKind.values()) emit(line(stream), stream, sink);
    }
}
