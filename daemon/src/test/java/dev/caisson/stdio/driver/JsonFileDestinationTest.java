package dev.caisson.stdio.driver;

import static dev.caisson.stdio.driver.SampleSubject.err;
import static dev.caisson.stdio.driver.SampleSubject.out;
import static dev.caisson.stdio.driver.SampleSubject.piece;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.stdio.LogMessage;
import dev.caisson.stdio.StreamKind;
import dev.caisson.stdio.driver.LogDestination.Mark;
import dev.caisson.stdio.driver.LogDriverSettings.JsonFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Docker's `json-file`.
class JsonFileDestinationTest {
    private static final JsonFile ENDLESS = new JsonFile(0, 1, false);
    private static final String OUT =
            "\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05.06Z\"}";

    @TempDir Path directory;

    @Test
    void a_line_is_written_as_dockerd_does() throws Exception {
        var bytes = new byte[] {'a', '"', '<', '\t', 1, (byte) 0xe2, (byte) 0x80, (byte) 0xa8, -1};
        try (var file = open(ENDLESS, Mark.NONE, Map.of("k", "v"))) {
            file.message(
                    LogMessage.whole(
                            SampleSubject.TIME, StreamKind.STDERR, ByteBuffer.wrap(bytes)));
        }

        assertThat(Files.readString(path()))
                .isEqualTo(
                        "{\"log\":\"a\\\"\\u003c\\u0009\\u0001\\u2028\\ufffd\\n\","
                                + "\"stream\":\"stderr\",\"attrs\":{\"k\":\"v\"},"
                                + "\"time\":\"2026-01-02T03:04:05.06Z\"}\n");
    }

    @Test
    void a_piece_of_a_line_has_no_newline() throws Exception {
        try (var file = open(ENDLESS, Mark.NONE, Map.of())) {
            file.message(piece("a", 1, false));
            file.message(piece("b", 2, true));
        }

        assertThat(Files.readAllLines(path()))
                .containsExactly("{\"log\":\"a" + OUT, "{\"log\":\"b\\n" + OUT);
    }

    @Test
    void files_turn_over_by_size_and_the_oldest_go() throws Exception {
        int[] turned = new int[1];
        try (var file =
                new JsonFileDestination(
                        path(),
                        new JsonFile(200, 3, true),
                        Map.of(),
                        Mark.NONE,
                        () -> turned[0]++)) {
            for (int i = 0; i < 20; i++) file.message(out("line " + i));
        }

        assertThat(turned[0]).isEqualTo(6);
        try (var listing = Files.list(directory)) {
            assertThat(listing.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("x-json.log", "x-json.log.1.gz", "x-json.log.2.gz");
        }
        var packed = Files.newInputStream(directory.resolve("x-json.log.1.gz"));
        try (var in = new GZIPInputStream(packed)) {
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("line 15", "line 17");
        }
        assertThat(Files.readString(path())).contains("line 19");
    }

    /// A daemon that was killed had written more than it wrote down, the last line not whole.
    @Test
    void what_is_there_behind_the_mark_is_not_written_again() throws Exception {
        Mark mark;
        try (var file = open(ENDLESS, Mark.NONE, Map.of())) {
            file.message(out("before"));
            file.flush();
            mark = file.mark();
            for (int i = 0; i < 5; i++) file.message(out("line " + i));
        }
        var whole = Files.readString(path());
        Files.writeString(path(), whole.substring(0, whole.length() - 7));

        try (var file = open(ENDLESS, mark, Map.of())) {
            for (int i = 0; i < 5; i++) file.message(out("line " + i));
            file.message(err("after"));
        }

        assertThat(Files.readString(path())).startsWith(whole).contains("after");
        assertThat(Files.readAllLines(path())).hasSize(7);
    }

    @Test
    void a_file_that_turned_over_after_the_mark_is_found_again() throws Exception {
        var two = new JsonFile(300, 2, false);
        Mark mark;
        try (var file = open(two, Mark.NONE, Map.of())) {
            file.message(out("line 0"));
            file.flush();
            mark = file.mark();
            IntStream.range(1, 6).forEach(i -> send(file, i));
        }
        var before = Files.readString(directory.resolve("x-json.log.1")) + Files.readString(path());

        try (var file = open(two, mark, Map.of())) {
            IntStream.range(1, 6).forEach(i -> send(file, i));
        }

        assertThat(Files.readString(directory.resolve("x-json.log.1")) + Files.readString(path()))
                .isEqualTo(before);
    }

    private static void send(JsonFileDestination file, int number) {
        try {
            file.message(out("line " + number));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private Path path() {
        return directory.resolve("x-json.log");
    }

    private JsonFileDestination open(JsonFile settings, Mark mark, Map<String, String> attributes)
            throws IOException {
        return new JsonFileDestination(path(), settings, attributes, mark, () -> {});
    }
}
