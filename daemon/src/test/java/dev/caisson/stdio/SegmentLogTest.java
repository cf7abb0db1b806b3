package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.spec.LogLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is read of a log nobody writes at the moment.
class SegmentLogTest {
    private static final StreamKind OUT = StreamKind.STDOUT;
    private static final StreamKind ERR = StreamKind.STDERR;

    @TempDir Path directory;

    private final StreamsFixture fixture = new StreamsFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_log_that_was_never_written_has_no_lines() throws Exception {
        assertThat(lines(LogQuery.everything())).isEmpty();
        assertThat(log().end()).isEqualTo(new LogPosition(0, 0));
    }

    @Test
    void each_line_is_one_write_whatever_the_frames_were() throws Exception {
        writer().frame(OUT, 1, "one\ntw").frame(OUT, 2, "o\n").frame(OUT, 3, "three").close();

        assertThat(lines(LogQuery.everything())).containsExactly("1:one\n", "1:two\n", "1:three");
    }

    @Test
    void a_line_has_the_time_of_its_beginning_with_nine_digits() throws Exception {
        var begin = Instant.parse("2026-01-31T23:59:59.000000001Z");
        writer().frame(OUT, begin, new byte[] {'a'}).frame(OUT, 2_000_000_000, "b\nc\n").close();

        assertThat(lines(LogQuery.everything().withTimestamps()))
                .containsExactly(
                        "1:2026-01-31T23:59:59.000000001Z ab\n",
                        "1:2033-05-18T03:33:20.000000000Z c\n");
    }

    @Test
    void details_are_sorted_and_escaped_before_the_line() throws Exception {
        writer().frame(OUT, 0, "x\n").close();

        var query = LogQuery.everything().withDetails(Map.of("b", "ä *~", "a=", "1"));

        assertThat(lines(query)).containsExactly("1:a%3D=1,b=%C3%A4+%2A~ x\n");
        assertThat(lines(query.withTimestamps()))
                .containsExactly("1:1970-01-01T00:00:00.000000000Z a%3D=1,b=%C3%A4+%2A~ x\n");
    }

    @Test
    void a_long_line_goes_out_in_pieces_of_which_the_first_has_the_time() throws Exception {
        var piece = "x".repeat(20_000);
        writer().frame(OUT, 0, piece).frame(OUT, 1, piece).frame(OUT, 2, "end\nnext\n").close();

        var lines = lines(LogQuery.everything().withTimestamps());

        assertThat(String.join("", lines).replace("1:", ""))
                .isEqualTo(
                        "1970-01-01T00:00:00.000000000Z "
                                + piece
                                + piece
                                + "end\n1970-01-01T00:00:02.000000000Z next\n");
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(17_000));
    }

    @Test
    void the_streams_keep_their_unfinished_lines_apart() throws Exception {
        writer().frame(OUT, 1, "a").frame(ERR, 2, "x\ny").frame(OUT, 3, "b\n").close();

        assertThat(lines(LogQuery.everything())).containsExactly("2:x\n", "1:ab\n", "2:y");
        assertThat(lines(LogQuery.everything().only(Set.of(ERR)))).containsExactly("2:x\n", "2:y");
    }

    @Test
    void since_and_until_choose_by_the_beginning_of_a_line() throws Exception {
        writer().frame(OUT, 1, "one\nt").frame(OUT, 2, "wo\n").frame(OUT, 3, "three\n").close();

        var all = LogQuery.everything();

        assertThat(lines(all.between(Instant.ofEpochSecond(2), null))).containsExactly("1:three\n");
        assertThat(lines(all.between(Instant.ofEpochSecond(1), Instant.ofEpochSecond(2))))
                .containsExactly("1:one\n", "1:two\n");
        assertThat(lines(all.between(null, Instant.ofEpochSecond(0)))).isEmpty();
    }

    @Test
    void tail_counts_the_lines_of_both_streams_as_they_ended() throws Exception {
        writer().frame(OUT, 1, "o1\no")
                .frame(ERR, 2, "e1\ne2\n")
                .frame(OUT, 3, "2\no3\n")
                .frame(ERR, 4, "e3")
                .close();

        var all = LogQuery.everything();

        assertThat(lines(all.withTail(0))).isEmpty();
        assertThat(lines(all.withTail(1))).containsExactly("2:e3");
        assertThat(lines(all.withTail(2))).containsExactly("1:o3\n", "2:e3");
        assertThat(lines(all.withTail(3))).containsExactly("1:o2\n", "1:o3\n", "2:e3");
        assertThat(lines(all.withTail(4))).containsExactly("2:e2\n", "1:o2\n", "1:o3\n", "2:e3");
        assertThat(lines(all.withTail(100))).hasSize(6);
        assertThat(lines(all.withTail(3).only(Set.of(ERR)))).containsExactly("2:e3");
    }

    @Test
    void tail_of_any_log_is_the_end_of_all_its_lines() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var writer = writer()) {
            for (int i = 0; i < 3_000; i++) {
                writer.frame(random.nextInt(5) == 0 ? ERR : OUT, i, text(random, 120));
            }
            // Of two lines that have not ended the order is not defined.
            writer.frame(ERR, 3_000, "end\n");
        }
        var all = lines(LogQuery.everything());

        for (int round = 0; round < 40; round++) {
            int tail = random.nextInt(all.size() + 20);
            assertThat(lines(LogQuery.everything().withTail(tail)))
                    .as("seed %s, tail %s", seed, tail)
                    .isEqualTo(all.subList(Math.max(0, all.size() - tail), all.size()));
        }
    }

    @Test
    void only_the_newest_segments_are_left_and_read_in_order() throws Exception {
        try (var writer = writer()) {
            for (int i = 0; i < 10_000; i++) writer.frame(OUT, i, "line " + i + "\n");
        }

        var lines = lines(LogQuery.everything());

        var numbers =
                lines.stream().map(line -> Integer.parseInt(line.trim().substring(7))).toList();
        assertThat(numbers.getLast()).isEqualTo(9_999);
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
        }
        assertThat(numbers.size()).isBetween(2_000, 5_000);
    }

    @Test
    void an_incomplete_frame_is_passed_over_by_readers_and_the_next_holder() throws Exception {
        for (int cut : List.of(1, 31, 32, 100, 139)) {
            try (var writer = writer()) {
                writer.frame(OUT, cut, cut + "\n").cutShort(cut);
            }
            assertThat(lines(LogQuery.everything())).last().isEqualTo("1:" + cut + "\n");
        }

        assertThat(lines(LogQuery.everything()))
                .containsExactly("1:1\n", "1:31\n", "1:32\n", "1:100\n", "1:139\n");
        assertThat(lines(LogQuery.everything().withTail(2))).containsExactly("1:100\n", "1:139\n");
        assertThat(log().end()).isEqualTo(new LogPosition(1, 64 + 5 * 40 + 2 + 3 + 3 + 4 + 4));
    }

    @Test
    void a_segment_that_ends_with_an_incomplete_frame_is_left_for_the_next() throws Exception {
        try (var writer = writer()) {
            writer.frame(OUT, 1, "one\n").cutShort(77);
            writer.turnOver();
            writer.frame(OUT, 2, "two\n");
        }

        assertThat(lines(LogQuery.everything())).containsExactly("1:one\n", "1:two\n");
        assertThat(lines(LogQuery.everything().withTail(2))).containsExactly("1:one\n", "1:two\n");
    }

    @Test
    void a_file_that_is_no_segment_is_a_clear_fault() throws Exception {
        Files.write(directory.resolve("1"), new byte[100]);

        assertThatThrownBy(() -> lines(LogQuery.everything()))
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> assertThat(fault.code()).isEqualTo(FaultCode.LOG_DAMAGED))
                .hasMessageContaining(directory.resolve("1").toString());
    }

    @Test
    void a_segment_of_a_newer_format_is_a_clear_fault() throws Exception {
        writer().frame(OUT, 1, "x\n").close();
        var bytes = Files.readAllBytes(directory.resolve("0"));
        bytes[8] = 2;
        Files.write(directory.resolve("0"), bytes);

        assertThatThrownBy(() -> lines(LogQuery.everything())).hasMessageContaining("version 2");
    }

    @Test
    void a_damaged_frame_is_a_fault_that_says_where() throws Exception {
        try (var writer = writer()) {
            var garbage = new byte[64];
            Arrays.fill(garbage, (byte) 7);
            writer.frame(OUT, 1, "x\n").raw(garbage).frame(OUT, 2, "y\n");
        }

        assertThatThrownBy(() -> lines(LogQuery.everything()))
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(FaultCode.LOG_DAMAGED);
                            assertThat(fault.arguments().get(1))
                                    .isEqualTo(String.valueOf(LogLayout.HEADER_BYTES + 42));
                        });
    }

    @Test
    void a_segment_in_the_file_of_another_is_a_fault() throws Exception {
        writer().frame(OUT, 1, "one\n").close();
        var bytes = Files.readAllBytes(directory.resolve("0"));
        bytes[LogLayout.GENERATION_OFFSET] = 2;
        Files.write(directory.resolve("0"), bytes);

        assertThatThrownBy(() -> log().end())
                .isInstanceOf(Fault.class)
                .hasMessageContaining("generation 2 belongs in another file");
    }

    @Test
    void history_and_stream_join_without_gap_or_double() throws Exception {
        writer().frame(OUT, 1, "a").frame(ERR, 2, "b").close();
        var request = new ContainerLog.StreamRequest(Set.of(OUT, ERR), true);
        var none = new ContainerLog.StreamRequest(Set.of(OUT, ERR), false);

        assertThat(pumped(log().stream(request, RunEnd.past()))).containsExactly("1:a", "2:b");
        assertThat(pumped(log().foreground(request, RunEnd.past()))).containsExactly("1:a", "2:b");
        assertThat(pumped(log().stream(none, RunEnd.past()))).isEmpty();
        assertThat(pumped(log().foreground(none, RunEnd.past()))).isEmpty();
    }

    @Test
    void what_was_cleared_is_gone_and_what_comes_after_is_there() throws Exception {
        var large = "x".repeat(60_000) + "\n";
        try (var writer = writer()) {
            writer.frame(OUT, 1, large).frame(OUT, 2, large).frame(OUT, 3, large);
            writer.frame(ERR, 4, "begun ");

            log().clear();
            assertThat(lines(LogQuery.everything())).isEmpty();
            assertThat(lines(LogQuery.everything().withTail(5))).isEmpty();
            assertThat(Files.size(directory.resolve("0"))).isEqualTo(LogLayout.HEADER_BYTES);

            writer.frame(ERR, 5, "and ended\n").frame(OUT, 6, "new\n");
        }

        assertThat(lines(LogQuery.everything())).containsExactly("2:and ended\n", "1:new\n");
        assertThat(lines(LogQuery.everything().withTail(1))).containsExactly("1:new\n");
        assertThat(lines(LogQuery.everything().withTail(9))).hasSize(2);
    }

    @Test
    void clearing_leaves_what_a_lossless_reader_has_yet_to_read() throws Exception {
        var large = "x".repeat(60_000) + "\n";
        try (var writer = writer()) {
            writer.frame(OUT, 1, large).frame(OUT, 2, large).frame(OUT, 3, large);
            try (var driver = log().messages(null, true, RunEnd.past())) {
                log().clear();

                var sizes = new ArrayList<Integer>();
                driver.pump(sizesInto(sizes));
                assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(180_000);
            }
        }
    }

    private static MessageSink sizesInto(List<Integer> sizes) {
        return new MessageSink() {
            @Override
            public void message(LogMessage message) {
                sizes.add(message.bytes().remaining());
            }

            @Override
            public void flush() {}

            @Override
            public void skipped(long bytes) {
                sizes.add(-1);
            }
        };
    }

    @Test
    void a_log_that_was_never_written_can_be_cleared() throws Exception {
        log().clear();
        writer().frame(OUT, 1, "first\n").close();

        assertThat(lines(LogQuery.everything())).containsExactly("1:first\n");
    }

    private ContainerLog log() {
        return fixture.log(directory);
    }

    private SegmentWriter writer() {
        return new SegmentWriter(directory, StreamsFixture.SMALL);
    }

    private List<String> lines(LogQuery query) throws Exception {
        return pumped(log().lines(query));
    }

    private static List<String> pumped(OutputReading reading) throws Exception {
        var sink = new CollectingSink();
        assertThat(reading.pump(sink)).isEqualTo(OutputReading.End.COMPLETE);
        return sink.calls();
    }

    private static String text(Random random, int longest) {
        var characters = new ArrayList<String>();
        for (int i = random.nextInt(longest) + 1; i > 0; i--) {
            characters.add(random.nextInt(30) == 0 ? "\n" : "x");
        }
        return String.join("", characters);
    }
}
