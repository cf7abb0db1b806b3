package dev.caisson.spec;

import java.util.ArrayList;
import java.util.List;

/// Whose the files of a mount seem to be, and become: the owners that the file system has stored
/// are shown as others.
public sealed interface IdMap {
    /// One past the last id there is: 4294967295 is nobody's.
    long END = 0xffff_ffffL;

    /// As it is written; ids in no range are shown as nobody's and cannot be given to files.
    record Ranges(List<Range> uids, List<Range> gids) implements IdMap {
        public Ranges {
            uids = List.copyOf(uids);
            gids = List.copyOf(gids);
        }
    }

    /// The owner and group that the source has change places with these; all others stay.
    record Owner(long uid, long gid) implements IdMap {
        /// @param sourceUid who owns the source
        public Ranges of(long sourceUid, long sourceGid) {
            return new Ranges(exchanged(sourceUid, uid), exchanged(sourceGid, gid));
        }
    }

    /// @param stored the first id of the file system
    /// @param shown what it is shown as
    /// @param count how many ids
    record Range(long stored, long shown, long count) {}

    /// Every id as itself.
    static List<Range> same() {
        return List.of(new Range(0, 0, END));
    }

    private static List<Range> exchanged(long one, long other) {
        if (one == other) return same();
        long low = Math.min(one, other);
        long high = Math.max(one, other);
        var ranges = new ArrayList<Range>();
        add(ranges, 0, 0, low);
        add(ranges, low, high, 1);
        add(ranges, low + 1, low + 1, high - low - 1);
        add(ranges, high, low, 1);
        add(ranges, high + 1, high + 1, END - high - 1);
        return ranges;
    }

    private static void add(List<Range> ranges, long stored, long shown, long count) {
        if (count > 0) ranges.add(new Range(stored, shown, count));
    }
}
