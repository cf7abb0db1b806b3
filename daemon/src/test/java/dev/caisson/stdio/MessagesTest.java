package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A log as messages for a driver.
class MessagesTest {
    @TempDir Path directory;

    private final StreamsFixture fixture = new StreamsFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_line_is_a_message_and_a_long_one_several() throws Exception {
        var longer = "x".repeat(20_000);
        write(List.of("one\ntw", "o\n" + longer + "\nrest"));

        var sink = new Collecting(Integer.MAX_VALUE);
        pump(null, sink);

        assertThat(sink.messages)
                .containsExactly(
                        "one|true|0|false",
                        "two|true|0|false",
                        "x".repeat(16_384) + "|false|1|false",
                        "x".repeat(20_000 - 16_384) + "|true|2|true",
                        "rest|false|0|false");
    }

    /// The place after a failure is before the message that failed: whoever goes on there gets each
    /// byte once.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void going_on_after_failures_neither_repeats_nor_leaves_out(long seed) throws Exception {
        var random = new Random(seed);
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try (var writer = new SegmentWriter(directory, StreamsFixture.SMALL)) {
            for (int i = 0; i < 40; i++) {
                var stream = random.nextBoolean() ? StreamKind.STDOUT : StreamKind.STDERR;
                var text = text(random);
                (stream == StreamKind.STDOUT ? out : err).writeBytes(bytes(text));
                writer.frame(stream, i, text);
            }
        }

        var sink = new Collecting(0);
        LogStart place = null;
        do {
            sink.room = 1 + random.nextInt(4);
            place = pump(place, sink);
        } while (sink.failed);

        assertThat(sink.out.toString(StandardCharsets.UTF_8))
                .isEqualTo(out.toString(StandardCharsets.UTF_8));
        assertThat(sink.err.toString(StandardCharsets.UTF_8))
                .isEqualTo(err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void what_was_overwritten_meanwhile_is_told() throws Exception {
        write(List.of("first\n"));
        var sink = new Collecting(Integer.MAX_VALUE);
        var place = pump(null, sink);
        try (var writer = new SegmentWriter(directory, StreamsFixture.SMALL)) {
            for (int i = 0; i < 100; i++) {
                writer.frame(StreamKind.STDOUT, i, "y".repeat(9_999) + "\n");
            }
        }

        pump(place, sink);

        assertThat(sink.skipped).isPositive();
        assertThat(sink.messages.getFirst()).startsWith("first");
        assertThat(sink.messages.getLast()).startsWith("yyy");
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int pieces = random.nextInt(4);
        for (int i = 0; i <= pieces; i++) {
            int length = random.nextInt(10) == 0 ? random.nextInt(12_000) : random.nextInt(30);
            text.append(String.valueOf((char) ('a' + random.nextInt(26))).repeat(length));
            if (random.nextInt(3) > 0) text.append('\n');
        }
        return text.isEmpty() ? "\n" : text.toString();
    }

    private void write(List<String> frames) {
        try (var writer = new SegmentWriter(directory, StreamsFixture.SMALL)) {
            for (var frame : frames) writer.frame(StreamKind.STDOUT, 1, frame);
        }
    }

    private LogStart pump(@Nullable LogStart from, MessageSink sink) throws Exception {
        try (var reading = fixture.log(directory).messages(from, false, RunEnd.past())) {
            var _ = reading.pump(sink);
            return reading.place();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Collecting implements MessageSink {
        private final List<String> messages = new ArrayList<>();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private int room;
        private boolean failed;
        private long skipped;

        Collecting(int room) {
            this.room = room;
        }

        @Override
        public void message(LogMessage message) throws IOException {
            failed = room-- == 0;
            if (failed) throw new IOException("full");
            var text = StandardCharsets.UTF_8.decode(message.bytes().duplicate()).toString();
            messages.add(
                    text + "|" + message.ended() + "|" + message.piece() + "|" + message.last());
            var stream = message.stream() == StreamKind.STDOUT ? out : err;
            stream.writeBytes(bytes(message.ended() ? text + "\n" : text));
        }

        @Override
        public void flush() {
            failed = false;
        }

        @Override
        public void skipped(long bytes) {
            skipped += bytes;
        }
    }
}
