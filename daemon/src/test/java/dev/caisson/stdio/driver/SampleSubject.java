package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogMessage;
import dev.caisson.stdio.StreamKind;
import dev.caisson.value.ContainerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A container and its messages, for tests of destinations.
final class SampleSubject {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.060000000Z");
    static final LogSubject SUBJECT =
            new LogSubject(
                    new ContainerId("ab".repeat(32)),
                    "web",
                    "sha256:" + "cd".repeat(32),
                    "busybox:1",
                    List.of("sh", "-c", "true"),
                    TIME,
                    Map.of("team", "blue", "other", "x"),
                    List.of("ZONE=a=b", "HOME=/"));

    private SampleSubject() {}

    static LogMessage out(String text) {
        return LogMessage.whole(TIME, StreamKind.STDOUT, bytes(text));
    }

    static LogMessage err(String text) {
        return LogMessage.whole(TIME, StreamKind.STDERR, bytes(text));
    }

    static LogMessage piece(String text, int number, boolean last) {
        return new LogMessage(TIME, StreamKind.STDOUT, bytes(text), last, number, last);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
