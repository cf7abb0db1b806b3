package dev.caisson.launch;

import dev.caisson.spec.LogLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A simple reader of a whole log, written from the layout alone.
record LogFrames(List<Segment> segments) {
    /// @param before bytes of frames in earlier segments, as the header says
    record Segment(
            int number, long generation, long lost, long before, long size, List<Frame> frames) {
        /// Bytes of frames in this and earlier segments.
        long total() {
            return before + size - LogLayout.HEADER_BYTES;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(long seconds, long stream, byte[] bytes) {}

    static LogFrames read(Path directory) throws IOException {
        var segments = new ArrayList<Segment>();
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) segments.add(segment(file));
        }
        segments.removeIf(segment -> segment.generation() == 0);
        segments.sort(Comparator.comparingLong(Segment::generation));
        return new LogFrames(segments);
    }

    private static Segment segment(Path file) throws IOException {
        int number = Integer.parseInt(file.getFileName().toString());
        var in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        if (in.remaining() < LogLayout.HEADER_BYTES) {
            return new Segment(number, 0, 0, 0, in.remaining(), List.of());
        }
        if (in.getLong(0) != LogLayout.MAGIC) throw new IOException("no magic in " + file);
        var frames = new ArrayList<Frame>();
        in.position(LogLayout.HEADER_BYTES);
        while (in.hasRemaining()) {
            long seconds = in.getLong();
            in.getLong();
            long stream = in.getLong();
            var bytes = new byte[(int) in.getLong()];
            in.get(bytes);
            if (in.getLong() != bytes.length) throw new IOException("bad trailer in " + file);
            frames.add(new Frame(seconds, stream, bytes));
        }
        return new Segment(
                number,
                in.getLong(LogLayout.GENERATION_OFFSET),
                in.getLong(LogLayout.LOST_OFFSET),
                in.getLong(LogLayout.BEFORE_OFFSET),
                in.limit(),
                frames);
    }

    byte[] bytes(int stream) {
        var out = new ByteArrayOutputStream();
        for (var segment : segments) {
            for (var frame : segment.frames()) {
                if (frame.stream() == stream) out.writeBytes(frame.bytes());
            }
        }
        return out.toByteArray();
    }

    String text(int stream) {
        return new String(bytes(stream), StandardCharsets.UTF_8);
    }
}
