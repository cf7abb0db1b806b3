package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.FieldWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One piece of news of a build. Source: BuildKit api/services/control, StatusResponse.
sealed interface Status {
    /// As a part of a StatusResponse.
    void addTo(FieldWriter response);

    /// A step, as it is now.
    ///
    /// @param digest by which it is known
    /// @param error empty when there is none
    record Vertex(
            String digest,
            String name,
            boolean cached,
            @Nullable Instant started,
            @Nullable Instant completed,
            String error)
            implements Status {
        @Override
        public void addTo(FieldWriter response) {
            response.message(
                    1,
                    new FieldWriter()
                            .text(1, digest)
                            .text(3, name)
                            .flag(4, cached)
                            .time(5, started)
                            .time(6, completed)
                            .text(7, error));
        }
    }

    /// How far a part of a step is.
    ///
    /// @param id what it is, for people
    record Part(
            String vertex,
            String id,
            long current,
            long total,
            Instant started,
            @Nullable Instant completed)
            implements Status {
        @Override
        public void addTo(FieldWriter response) {
            response.message(
                    2,
                    new FieldWriter()
                            .text(1, id)
                            .text(2, vertex)
                            .text(3, id)
                            .number(4, current)
                            .number(5, total)
                            .time(6, completed == null ? Instant.now() : completed)
                            .time(7, started)
                            .time(8, completed));
        }
    }

    /// A part of what a command wrote.
    ///
    /// @param stream 1 or 2
    @SuppressWarnings("ArrayRecordComponent") // made for one listener
    record Output(String vertex, Instant time, int stream, byte[] bytes) implements Status {
        @Override
        public void addTo(FieldWriter response) {
            response.message(
                    3,
                    new FieldWriter()
                            .text(1, vertex)
                            .time(2, time)
                            .number(3, stream)
                            .bytes(4, bytes));
        }
    }

    /// What is allowed but unwise.
    record Warning(String vertex, String text, String detail, String address, SourceRange source)
            implements Status {
        @Override
        public void addTo(FieldWriter response) {
            var utf8 = java.nio.charset.StandardCharsets.UTF_8;
            response.message(
                    4,
                    new FieldWriter()
                            .text(1, vertex)
                            .number(2, 1)
                            .bytes(3, text.getBytes(utf8))
                            .element(4, detail.getBytes(utf8))
                            .text(5, address)
                            .message(6, source.info())
                            .message(7, source.range()));
        }
    }
}
