package dev.caisson.stdio;

import dev.caisson.spec.LogLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/// Cuts frames into messages, and knows at any time which byte of each stream comes next.
///
/// A line is at most [LineView#LONGEST] bytes of a message, as with Docker; a longer one is several
/// messages. The sink may fail at any message: the place is then before that message.
final class MessageView implements FrameView {
    private static final byte NEWLINE = '\n';

    private final LogStart start;
    private MessageSink sink;
    private final Line stdout = new Line();
    private final Line stderr = new Line();

    /// Everything before this place was delivered, but for what unfinished lines have.
    private LogPosition reached;

    MessageView(LogStart start) {
        this.start = start;
        sink = new Nowhere();
        reached = start.from();
    }

    /// Before the first message.
    void deliverTo(MessageSink receiver) {
        sink = receiver;
    }

    /// Until somebody wants the messages.
    private static final class Nowhere implements MessageSink {
        @Override
        public void message(LogMessage message) {
            throw new IllegalStateException("nobody takes messages");
        }

        @Override
        public void flush() {}

        @Override
        public void skipped(long bytes) {}
    }

    /// What is not delivered of a stream's line.
    private static final class Line {
        private Instant began = Instant.EPOCH;
        private byte[] bytes = new byte[256];
        private int length;
        private int piece;

        /// Where the next byte to deliver is; null when all was delivered.
        private @Nullable LogPosition next;

        /// Where the frame with that byte begins.
        private @Nullable LogPosition frame;

        void delivered() {
            length = 0;
            next = null;
            frame = null;
        }

        void append(byte[] from, int offset, int count) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
            }
            System.arraycopy(from, offset, bytes, length, count);
            length += count;
        }
    }

    LogStart place() {
        var firsts = new EnumMap<StreamKind, LogPosition>(StreamKind.class);
        var from = reached;
        for (var stream : StreamKind.values()) {
            var line = line(stream);
            firsts.put(stream, line.next == null ? reached : line.next);
            // A position inside a payload is no place to begin to read: its frame is.
            if (line.frame != null && line.frame.compareTo(from) < 0) from = line.frame;
        }
        return new LogStart(from, firsts);
    }

    private Line line(StreamKind stream) {
        return switch (stream) {
            case STDOUT -> stdout;
            case STDERR -> stderr;
        };
    }

    @Override
    public boolean frame(LogCursor.Step.Frame step, OutputSink ignored)
            throws IOException, InterruptedException {
        var frame = step.frame();
        var stream = frame.stream();
        var bytes = frame.bytes();
        int length = bytes.remaining();
        var payload = step.payload();
        long head = payload.offset() - LogLayout.FRAME_HEADER_BYTES;
        var begin = new LogPosition(payload.generation(), head);
        reached = begin;
        int offset = start.unwanted(stream, payload, length);
        var line = line(stream);
        if (offset < length) {
            take(line, frame, payload, begin, offset);
        }
        reached =
                new LogPosition(
                        payload.generation(),
                        payload.offset() + length + LogLayout.FRAME_TRAILER_BYTES);
        return true;
    }

    private void take(Line line, LogFrame frame, LogPosition payload, LogPosition begin, int offset)
            throws IOException, InterruptedException {
        var bytes = frame.bytes();
        byte[] array = bytes.array();
        int base = bytes.arrayOffset() + bytes.position();
        int limit = base + bytes.remaining();
        int at = base + offset;
        while (at < limit) {
            if (line.length == 0) {
                line.next = at(payload, at - base);
                line.frame = begin;
                if (line.piece == 0) line.began = frame.time();
            }
            int room = Math.min(limit, at + LineView.LONGEST - line.length);
            int end = at;
            while (end < room && array[end] != NEWLINE) end++;
            boolean newline = end < limit && array[end] == NEWLINE;
            if (line.length == 0 && newline) {
                send(line, frame.stream(), ByteBuffer.wrap(array, at, end - at), true);
            } else {
                line.append(array, at, end - at);
                if (newline) sendKept(line, frame.stream(), true);
                else if (line.length == LineView.LONGEST && end < limit) {
                    sendKept(line, frame.stream(), false);
                }
            }
            at = newline ? end + 1 : end;
        }
    }

    private static LogPosition at(LogPosition payload, int index) {
        return new LogPosition(payload.generation(), payload.offset() + index);
    }

    private void sendKept(Line line, StreamKind stream, boolean newline)
            throws IOException, InterruptedException {
        send(line, stream, ByteBuffer.wrap(line.bytes, 0, line.length), newline);
    }

    private void send(Line line, StreamKind stream, ByteBuffer bytes, boolean newline)
            throws IOException, InterruptedException {
        boolean pieces = line.piece > 0 || !newline;
        sink.message(
                new LogMessage(
                        line.began,
                        stream,
                        bytes,
                        newline,
                        pieces ? line.piece + 1 : 0,
                        pieces && newline));
        line.piece = newline ? 0 : line.piece + 1;
        line.delivered();
    }

    @Override
    public void skipped(long bytes, OutputSink ignored) throws IOException, InterruptedException {
        end(ignored);
        sink.skipped(bytes);
    }

    /// What is unfinished will not be finished.
    @Override
    public void end(OutputSink ignored) throws IOException, InterruptedException {
        for (var stream : StreamKind.values()) {
            var line = line(stream);
            if (line.length == 0) continue;
            var bytes = ByteBuffer.wrap(line.bytes, 0, line.length);
            sink.message(
                    new LogMessage(
                            line.began,
                            stream,
                            bytes,
                            false,
                            line.piece == 0 ? 0 : line.piece + 1,
                            line.piece > 0));
            line.piece = 0;
            line.delivered();
        }
    }

    /// Hands flushes of the reading to the sink of messages.
    OutputSink flushing() {
        return new OutputSink() {
            @Override
            public void write(StreamKind stream, ByteBuffer bytes) {
                throw new IllegalStateException("messages do not pass here");
            }

            @Override
            public void flush() throws IOException, InterruptedException {
                sink.flush();
            }
        };
    }
}
