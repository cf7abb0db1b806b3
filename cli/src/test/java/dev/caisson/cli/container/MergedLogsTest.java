package dev.caisson.cli.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Logs of several containers as one.
class MergedLogsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void lines_of_several_containers_come_by_time_with_their_names() throws Exception {
        var one = source("one", frame(1, "00:00:01", "a\n"), frame(2, "00:00:04", "d\n"));
        var two = source("two", frame(1, "00:00:02", "b\n"), frame(1, "00:00:03", "c\n"));

        logs(true, false, "").merge(List.of(one, two));

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one | a\ntwo | b\ntwo | c\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("one | d\n");
    }

    @Test
    void a_pattern_chooses_lines_by_their_text() throws Exception {
        var one = source("one", frame(1, "00:00:01", "get /\n"), frame(1, "00:00:02", "put /\n"));

        logs(false, true, "^put").merge(List.of(one));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("2026-01-02T00:00:02.000000000Z put /\n");
    }

    private MergedLogs logs(boolean names, boolean timestamps, String pattern) {
        return new MergedLogs(
                names,
                timestamps,
                pattern.isEmpty() ? null : Pattern.compile(pattern),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static MergedLogs.Source source(String name, byte[]... frames) {
        var bytes = new ByteArrayOutputStream();
        for (var frame : frames) bytes.writeBytes(frame);
        var in = new ByteArrayInputStream(bytes.toByteArray());
        return new MergedLogs.Source(name, new LogLines(in, false));
    }

    private static byte[] frame(int stream, String time, String text) {
        var bytes = ("2026-01-02T" + time + ".000000000Z " + text).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + bytes.length)
                .putInt(stream << 24)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }
}
