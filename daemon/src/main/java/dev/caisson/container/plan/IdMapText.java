package dev.caisson.container.plan;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.IdMap;
import dev.caisson.spec.ProcessSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How a mount's ids are written: `uids=0-1000-10#20-2000-1;gids=0-100-10`, ranges of the file
/// system's first id, what it is shown as, and how many; a kind that is not there stays as it is.
/// Source: podman-run(1), `idmap`; its `@` in front of a range means the container's user
/// namespace, which is the host's here.
///
/// The word `owner` lets the owner of the source and the container's user change places.
final class IdMapText {
    /// For who gives no ranges.
    static final String OWNER = "owner";

    // kernel/user_namespace.c: UID_GID_MAP_MAX_EXTENTS
    private static final int MOST = 340;
    private static final Pattern RANGE =
            Pattern.compile("@?([0-9]{1,10})-([0-9]{1,10})-([0-9]{1,10})");

    private IdMapText() {}

    /// @param user of the container
    /// @throws InvalidInput `MOUNT_INVALID`
    static IdMap parse(String written, ProcessSpec.User user) {
        if (written.equals(OWNER)) return new IdMap.Owner(user.uid(), user.gid());
        var uids = IdMap.same();
        var gids = IdMap.same();
        for (var part : written.split(";", -1)) {
            if (part.startsWith("uids=")) uids = ranges(part.substring(5));
            else if (part.startsWith("gids=")) gids = ranges(part.substring(5));
            else throw invalid(part + ": not uids= or gids=");
        }
        return new IdMap.Ranges(uids, gids);
    }

    private static List<IdMap.Range> ranges(String written) {
        var ranges = new ArrayList<IdMap.Range>();
        for (var each : written.split("#", -1)) {
            var found = RANGE.matcher(each);
            if (!found.matches()) throw invalid(each + ": not a range as 0-1000-10");
            var range =
                    new IdMap.Range(
                            Long.parseLong(found.group(1)),
                            Long.parseLong(found.group(2)),
                            Long.parseLong(found.group(3)));
            check(each, range, ranges);
            ranges.add(range);
        }
        if (ranges.size() > MOST) throw invalid("more than " + MOST + " ranges");
        return ranges;
    }

    private static void check(String text, IdMap.Range range, List<IdMap.Range> before) {
        if (range.count() == 0) throw invalid(text + ": a range of no ids");
        if (range.stored() + range.count() > IdMap.END
                || range.shown() + range.count() > IdMap.END) {
            throw invalid(text + ": ids end at 4294967294");
        }
        for (var other : before) {
            if (meet(range.stored(), other.stored(), range, other)
                    || meet(range.shown(), other.shown(), range, other)) {
                throw invalid(text + ": some ids are in another range too");
            }
        }
    }

    private static boolean meet(long one, long other, IdMap.Range first, IdMap.Range second) {
        return one < other + second.count() && other < one + first.count();
    }

    private static InvalidInput invalid(String why) {
        return new InvalidInput(FaultCode.MOUNT_INVALID, "bind", "invalid idmap: " + why);
    }
}
