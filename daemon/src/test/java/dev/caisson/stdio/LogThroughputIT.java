package dev.caisson.stdio;

import dev.caisson.spec.LogLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How fast a log of the default size is read; figures are printed, not asserted.
@Tag("bench")
class LogThroughputIT {
    private static final LogLayout LAYOUT = LogLayout.defaults();
    private static final int ROUNDS = 20;

    @TempDir Path directory;

    private final StreamsFixture fixture = new StreamsFixture();
    private long bytes;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void raw_output_and_lines_and_tails() throws Exception {
        var line = new byte[100];
        Arrays.fill(line, (byte) 'x');
        line[99] = '\n';
        var frame = new byte[16_000];
        for (int i = 0; i < frame.length; i += 100) System.arraycopy(line, 0, frame, i, 100);
        try (var writer = new SegmentWriter(directory, LAYOUT)) {
            for (int i = 0; i < 3_700; i++) {
                writer.frame(StreamKind.STDOUT, Instant.ofEpochSecond(i), frame);
            }
        }
        var log = fixture.streams.log(directory, LAYOUT);
        var all = new ContainerLog.StreamRequest(EnumSet.allOf(StreamKind.class), true);

        measure("raw", () -> log.stream(all, RunEnd.past()));
        measure("lines", () -> log.lines(LogQuery.everything()));
        measure("lines with times", () -> log.lines(LogQuery.everything().withTimestamps()));
        measure("tail 10", () -> log.lines(LogQuery.everything().withTail(10)));
    }

    private interface Opening {
        OutputReading open();
    }

    private void measure(String what, Opening opening) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            bytes = 0;
            long start = System.nanoTime();
            var sink = new FramedSink(StreamFraming.MULTIPLEXED, this::count);
            var _ = StreamsFixture.pump(opening.open(), sink).get();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (round == ROUNDS - 1) {
                System.out.printf(
                        "%s: %.2f ms, %.0f MB/s%n", what, seconds * 1e3, bytes / seconds / 1e6);
            }
        }
    }

    private void count(ByteBuffer piece) {
        bytes += piece.remaining();
    }
}
