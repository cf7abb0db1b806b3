package dev.caisson.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerLineTest {
    private static final Event EVENT =
            new Event(
                    42,
                    Instant.parse("2026-01-31T23:59:59.000000001Z"),
                    EventType.CONTAINER,
                    "exec_create: sh -c \"ä\n\"",
                    "abc",
                    Map.of("name", "web"));

    @Test
    void an_event_is_one_line_of_json_with_its_number_first() {
        assertThat(line(EVENT))
                .isEqualTo(
                        "{\"sequence\":42,\"time\":\"2026-01-31T23:59:59.000000001Z\","
                                + "\"type\":\"CONTAINER\",\"action\":\"exec_create: sh -c \\\"ä\\n\\\"\","
                                + "\"id\":\"abc\",\"attributes\":{\"name\":\"web\"}}\n");
    }

    @Test
    void what_was_written_is_read_back() {
        assertThat(LedgerLine.read(line(EVENT))).contains(EVENT);
        assertThat(LedgerLine.sequence(line(EVENT))).isEqualTo(42);
    }

    @Test
    void no_beginning_of_a_line_is_an_event_or_an_error() {
        var line = line(EVENT).strip();
        for (int length = 0; length < line.length(); length++) {
            assertThat(LedgerLine.read(line.substring(0, length))).isEmpty();
        }
    }

    @Test
    void what_is_no_event_is_left_out() {
        assertThat(LedgerLine.read("")).isEmpty();
        assertThat(LedgerLine.read("null")).isEmpty();
        assertThat(LedgerLine.read("[]")).isEmpty();
        assertThat(LedgerLine.read("{}")).isEmpty();
        assertThat(LedgerLine.read("\0\0\0")).isEmpty();
        assertThat(LedgerLine.read(line(EVENT).replace("CONTAINER", "COMET"))).isEmpty();
        assertThat(LedgerLine.sequence("garbage")).isZero();
    }

    private static String line(Event event) {
        return new String(LedgerLine.write(event), StandardCharsets.UTF_8);
    }
}
