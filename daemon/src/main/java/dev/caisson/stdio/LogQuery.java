package dev.caisson.stdio;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which lines of a log to show, and how: the parameters of Docker's `logs`.
///
/// `tail` counts the lines of both streams together, in the order in which they ended, before
/// `streams`, `since` and `until` choose among them; so does Docker.
///
/// @param streams at least one
/// @param tail the number of last lines, or [#ALL]
/// @param since lines that began earlier are left out; null for no bound
/// @param until reading ends at the first line that began later; null for no bound
/// @param timestamps true to begin each line with its time
/// @param details attributes to show before each line, sorted by key; null to show none
public record LogQuery(
        Set<StreamKind> streams,
        long tail,
        @Nullable Instant since,
        @Nullable Instant until,
        boolean timestamps,
        @Nullable Map<String, String> details) {
    /// No limit on the number of lines.
    public static final long ALL = -1;

    public LogQuery {
        if (streams.isEmpty()) throw new IllegalArgumentException("no stream chosen");
        if (tail < ALL) throw new IllegalArgumentException("tail of " + tail + " lines");
        streams = Set.copyOf(streams);
        details = details == null ? null : Map.copyOf(details);
    }

    /// Every line of both streams, as it was written.
    public static LogQuery everything() {
        return new LogQuery(EnumSet.allOf(StreamKind.class), ALL, null, null, false, null);
    }

    public LogQuery withTail(long lines) {
        return new LogQuery(streams, lines, since, until, timestamps, details);
    }

    public LogQuery withTimestamps() {
        return new LogQuery(streams, tail, since, until, true, details);
    }

    public LogQuery between(@Nullable Instant from, @Nullable Instant to) {
        return new LogQuery(streams, tail, from, to, timestamps, details);
    }

    public LogQuery only(Set<StreamKind> chosen) {
        return new LogQuery(chosen, tail, since, until, timestamps, details);
    }

    public LogQuery withDetails(Map<String, String> attributes) {
        return new LogQuery(streams, tail, since, until, timestamps, attributes);
    }
}
