package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.spec.LogLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes are a segment of a log: what is read forwards is read backwards, or it is damaged.
@Tag("fuzz")
class LogFuzzIT {
    private static final LogLayout LAYOUT = LogLayout.defaults();

    private static final Path DIRECTORY = directory();

    private static Path directory() {
        try {
            var made = Files.createTempDirectory("caisson-log-");
            made.toFile().deleteOnExit();
            made.resolve("0").toFile().deleteOnExit();
            return made;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Stream<byte[]> seeds() {
        var two = frame(StreamKind.STDOUT, "one\n", frame(StreamKind.STDERR, "two", new byte[0]));
        return Stream.of(
                new byte[0],
                segment(two),
                segment(java.util.Arrays.copyOf(two, two.length - 3)),
                segment(new byte[100]));
    }

    private static byte[] segment(byte[] frames) {
        var buffer = ByteBuffer.allocate(LogLayout.HEADER_BYTES + frames.length);
        buffer.order(ByteOrder.nativeOrder());
        buffer.putLong(LogLayout.MAGIC).putLong(LogLayout.VERSION).putLong(1);
        buffer.position(LogLayout.HEADER_BYTES).put(frames);
        return buffer.array();
    }

    private static byte[] frame(StreamKind stream, String text, byte[] before) {
        var buffer = ByteBuffer.allocate(before.length + FrameFormat.OVERHEAD + text.length());
        buffer.order(ByteOrder.nativeOrder()).put(before);
        SegmentWriter.put(
                stream, Instant.ofEpochSecond(1, 2), text.getBytes(StandardCharsets.UTF_8), buffer);
        return buffer.array();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_segment_is_read_both_ways_or_is_damaged(byte[] bytes) throws IOException {
        Files.write(DIRECTORY.resolve("0"), bytes);
        var ring = new LogRing(DIRECTORY, LAYOUT);

        var forwards = undamaged(() -> forwards(ring));
        var backwards = undamaged(() -> backwards(ring));

        if (forwards.isPresent() && backwards.isPresent()) {
            assertThat(forwards).isEqualTo(backwards);
            assertThat(forwards.get())
                    .hasSizeLessThanOrEqualTo(bytes.length / FrameFormat.OVERHEAD);
        }
    }

    private static List<String> forwards(LogRing ring) {
        var found = new ArrayList<String>();
        try (var cursor = LogCursor.at(ring, ring.oldest())) {
            while (cursor.next() instanceof LogCursor.Step.Frame(var frame, var _)) {
                found.add(text(frame));
            }
        }
        return found;
    }

    private static List<String> backwards(LogRing ring) throws IOException {
        var found = new ArrayList<String>();
        var end = ring.end();
        if (end.generation() == 0) return found;
        try (var segment = Segment.open(ring.file(end.generation()))) {
            var frames = new BackwardFrames(segment, end.offset());
            for (var one = frames.previous(); one.isPresent(); one = frames.previous()) {
                found.add(text(one.get().frame()));
            }
        }
        Collections.reverse(found);
        return found;
    }

    private static String text(LogFrame frame) {
        var bytes = new byte[frame.bytes().remaining()];
        frame.bytes().duplicate().get(bytes);
        return frame.stream()
                + " "
                + frame.time()
                + " "
                + java.util.HexFormat.of().formatHex(bytes);
    }

    @FunctionalInterface
    private interface Reading {
        List<String> read() throws IOException;
    }

    /// @return empty when the log says that it is damaged
    private static Optional<List<String>> undamaged(Reading reading) throws IOException {
        try {
            return Optional.of(reading.read());
        } catch (Internal damaged) {
            assertThat(damaged.code()).isEqualTo(FaultCode.LOG_DAMAGED);
            return Optional.empty();
        }
    }
}
