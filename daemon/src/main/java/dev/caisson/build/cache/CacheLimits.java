package dev.caisson.build.cache;

import java.time.Duration;

/// What of the cache is kept by itself.
///
/// @param enabled false to forget nothing but what is pruned
/// @param reserved bytes that stay however long nobody uses them
/// @param most bytes
/// @param unused how long something stays that nobody uses
public record CacheLimits(boolean enabled, long reserved, long most, Duration unused) {
    /// 20 GiB, and what was used in the last 30 days.
    public static CacheLimits defaults() {
        return new CacheLimits(true, 0, 20L << 30, Duration.ofDays(30));
    }
}
