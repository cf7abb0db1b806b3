package dev.caisson.container.plan;

import dev.caisson.container.plan.MountPoint.Access;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.Propagation;
import java.util.HashSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The words behind the destination of a `-v`: at most one of each sort.
///
/// Labels for SELinux are taken and mean nothing without it, those of consistency mean nothing on
/// Linux.
///
/// @param copyGiven `nocopy` is among them
record MountMode(boolean writable, @Nullable Propagation propagation, boolean copyGiven) {
    private enum Sort {
        WRITING,
        LABEL,
        PROPAGATION,
        COPY,
        CONSISTENCY
    }

    /// @throws InvalidInput `MOUNT_MODE_INVALID`
    static MountMode parse(String words) {
        if (!isMode(words) && !words.isEmpty()) throw invalid(words);
        boolean writable = true;
        boolean copy = false;
        Propagation propagation = null;
        for (var word : words.split(",", -1)) {
            if (word.equals("ro")) writable = false;
            if (word.equals("nocopy")) copy = true;
            if (propagation(word) != null) propagation = propagation(word);
        }
        return new MountMode(writable, propagation, copy);
    }

    /// Whether it is a mode and no path.
    static boolean isMode(String words) {
        if (words.isEmpty()) return false;
        var seen = new HashSet<Sort>();
        for (var word : words.split(",", -1)) {
            var sort = sort(word);
            if (sort == null || !seen.add(sort)) return false;
        }
        return true;
    }

    private static @Nullable Sort sort(String word) {
        return switch (word) {
            case "ro", "rw" -> Sort.WRITING;
            case "z", "Z" -> Sort.LABEL;
            case "nocopy" -> Sort.COPY;
            case "consistent", "cached", "delegated" -> Sort.CONSISTENCY;
            default -> propagation(word) == null ? null : Sort.PROPAGATION;
        };
    }

    static @Nullable Propagation propagation(String word) {
        return switch (word) {
            case "private", "rprivate", "shared", "rshared", "slave", "rslave" ->
                    Propagation.valueOf(word.toUpperCase(Locale.ROOT));
            default -> null;
        };
    }

    static String word(Propagation propagation) {
        return propagation.name().toLowerCase(Locale.ROOT);
    }

    Access access() {
        return new Access(writable, true, !writable, false, null);
    }

    static InvalidInput invalid(String words) {
        return new InvalidInput(FaultCode.MOUNT_MODE_INVALID, words);
    }
}
