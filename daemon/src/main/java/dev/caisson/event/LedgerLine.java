package dev.caisson.event;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// An event as a line of the ledger. The names of the components and `sequence` as the first of
/// them are the format, version 1.
@JsonPropertyOrder({"sequence", "time", "type", "action", "id", "attributes"})
record LedgerLine(
        long sequence,
        @Nullable Instant time,
        @Nullable EventType type,
        @Nullable String action,
        @Nullable String id,
        @Nullable Map<String, String> attributes) {
    private static final String BEGINNING = "{\"sequence\":";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// The line with its newline.
    static byte[] write(Event event) {
        var line =
                new LedgerLine(
                        event.sequence(),
                        event.time(),
                        event.type(),
                        event.action(),
                        event.actorId(),
                        event.attributes());
        return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// The number of the event of a line without parsing the rest; 0 for what is no event.
    static long sequence(String line) {
        if (!line.startsWith(BEGINNING)) return 0;
        long number = 0;
        for (int i = BEGINNING.length(); i < line.length(); i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) break;
            number = 10 * number + digit;
        }
        return number;
    }

    /// @return empty for what is no event: a torn line, or one of a type that is not known here
    static Optional<Event> read(String line) {
        try {
            return Optional.ofNullable(JSON.readValue(line, LedgerLine.class))
                    .flatMap(LedgerLine::event);
        } catch (JacksonException notAnEvent) {
            return Optional.empty();
        }
    }

    private Optional<Event> event() {
        if (sequence < 1 || time == null || type == null || action == null || id == null) {
            return Optional.empty();
        }
        var known = attributes == null ? Map.<String, String>of() : attributes;
        return Optional.of(new Event(sequence, time, type, action, id, known));
    }
}
