package dev.caisson.stdio;

import java.util.Comparator;

/// A place in a log: the n-th segment ever begun and a byte offset in that file.
///
/// @param generation 0 before anything was written, else 1 or more; never repeats in a container
/// @param offset bytes from the start of the segment's file, header included
public record LogPosition(long generation, long offset) implements Comparable<LogPosition> {
    private static final Comparator<LogPosition> ORDER =
            Comparator.comparingLong(LogPosition::generation)
                    .thenComparingLong(LogPosition::offset);

    @Override
    public int compareTo(LogPosition other) {
        return ORDER.compare(this, other);
    }
}
