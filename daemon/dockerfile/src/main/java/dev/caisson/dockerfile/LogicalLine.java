package dev.caisson.dockerfile;

import dev.caisson.fault.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An instruction in one line: continued lines joined, comments left out.
///
/// @param places where each character of the text came from
/// @param first and `last`: the lines it stands on, heredocs included
/// @param comment the comment line directly above it, without `#`
record LogicalLine(
        Source source,
        String text,
        List<Heredoc> heredocs,
        Places places,
        int first,
        int last,
        @Nullable String comment) {
    /// Where characters came from.
    static final class Places {
        private final List<int[]> starts = new ArrayList<>();

        /// The characters from `offset` on are those of `line` (from 1) from `column` (from 0) on.
        void begin(int offset, int line, int column) {
            starts.add(new int[] {offset, line, column});
        }

        /// @return line and column
        int[] of(int offset) {
            var found = starts.getFirst();
            for (var start : starts) {
                if (start[0] > offset) break;
                found = start;
            }
            return new int[] {found[1], found[2] + offset - found[0]};
        }
    }

    Location location() {
        return source.location(first, last);
    }

    /// An error at a range of [#text].
    InvalidInput error(int from, int to, String message) {
        var place = places.of(Math.min(from, Math.max(0, text.length() - 1)));
        return source.error(place[0], place[1], Math.max(1, to - from), message);
    }

    /// An error of the whole of it.
    InvalidInput error(String message) {
        return error(0, text.length(), message);
    }
}
