package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.stdio.FrameFormat.Parsed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameFormatTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

    @Test
    void a_whole_frame_is_parsed_and_passed() {
        var buffer = frame("hello");

        var parsed = FrameFormat.parse(buffer);

        assertThat(parsed)
                .isEqualTo(
                        new Parsed.Whole(
                                new LogFrame(
                                        TIME,
                                        StreamKind.STDERR,
                                        ByteBuffer.wrap(
                                                "hello"
                                                        .getBytes(
                                                                java.nio.charset.StandardCharsets
                                                                        .UTF_8)))));
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @Test
    void every_beginning_of_a_frame_is_incomplete() {
        var whole = frame("hello");

        for (int length = 0; length < whole.limit(); length++) {
            var cut = whole.duplicate().order(ByteOrder.nativeOrder()).limit(length);
            assertThat(FrameFormat.parse(cut))
                    .as("%s bytes", length)
                    .isInstanceOf(Parsed.Incomplete.class);
            assertThat(cut.position()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 24, 37})
    void a_frame_with_a_wrong_number_is_damaged(int offset) {
        var buffer = frame("hello");
        buffer.putLong(offset, 1_000_000_001);

        assertThat(FrameFormat.parse(buffer)).isInstanceOf(Parsed.Damaged.class);
    }

    @Test
    void a_frame_from_beyond_the_calendar_is_damaged() {
        var buffer = frame("hello");
        buffer.putLong(0, Long.MAX_VALUE);

        assertThat(FrameFormat.parse(buffer)).isInstanceOf(Parsed.Damaged.class);
    }

    @Test
    void zeros_are_a_frame_that_never_reached_the_disk() {
        assertThat(FrameFormat.parse(ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder())))
                .isInstanceOf(Parsed.Incomplete.class);
    }

    @Test
    void no_bytes_make_the_parser_fail() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            if (bytes.length > 32) buffer.putLong(16, 1 + random.nextInt(2));
            if (bytes.length > 32) buffer.putLong(24, random.nextInt(100));
            assertThat(FrameFormat.parse(buffer)).as("seed %s", seed).isNotNull();
        }
    }

    private static ByteBuffer frame(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var buffer =
                ByteBuffer.allocate(FrameFormat.OVERHEAD + bytes.length)
                        .order(ByteOrder.nativeOrder());
        SegmentWriter.put(StreamKind.STDERR, TIME, bytes, buffer);
        return buffer.flip();
    }
}
