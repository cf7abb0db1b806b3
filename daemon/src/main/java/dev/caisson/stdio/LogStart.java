package dev.caisson.stdio;

import java.util.EnumMap;
import java.util.Map;

/// Where to read a log from, and what of it.
///
/// A line may have begun long before, between lines of the other stream, so each stream has its own
/// first byte. Kept on disk by whoever goes on later.
///
/// @param firsts the first byte wanted of each stream; a stream that is not in it is wanted whole
public record LogStart(LogPosition from, Map<StreamKind, LogPosition> firsts) {
    public LogStart {
        firsts = Map.copyOf(firsts);
    }

    /// Everything from a place on.
    public static LogStart at(LogPosition from) {
        return new LogStart(from, Map.of());
    }

    /// The same, but nothing from before a place.
    LogStart notBefore(LogPosition place) {
        if (from.compareTo(place) >= 0) return this;
        var later = new EnumMap<StreamKind, LogPosition>(StreamKind.class);
        firsts.forEach(
                (stream, first) -> later.put(stream, first.compareTo(place) < 0 ? place : first));
        return new LogStart(place, later);
    }

    /// How many of the bytes at a place belong to unwanted lines.
    int unwanted(StreamKind stream, LogPosition payload, int length) {
        var first = firsts.get(stream);
        if (first == null || first.compareTo(payload) <= 0) return 0;
        if (first.generation() > payload.generation()) return length;
        return (int) Math.min(length, first.offset() - payload.offset());
    }
}
