package dev.caisson.image;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Chooses among what there is for several platforms.
public final class PlatformChoice {
    private PlatformChoice() {}

    /// The newest variant that runs; of equals the first. Something without a platform is taken
    /// only when nothing else fits; attestations have the platform `unknown/unknown`.
    ///
    /// @param platform null where it is not known
    public static <T> Optional<T> best(
            List<T> all, Function<T, @Nullable Platform> platform, Platform wanted) {
        T best = null;
        T anonymous = null;
        var variant = "";
        for (var one : all) {
            var has = platform.apply(one);
            if (has == null) {
                if (anonymous == null) anonymous = one;
                continue;
            }
            if (!has.runsOn(wanted)) continue;
            if (best != null && has.variant().compareTo(variant) <= 0) continue;
            best = one;
            variant = has.variant();
        }
        return Optional.ofNullable(best == null ? anonymous : best);
    }
}
