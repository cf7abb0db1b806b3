package dev.caisson.cgroup;

/// What holds now, as far as the order of writes depends on it. -1 is no limit.
///
/// @param memory bytes
/// @param memoryAndSwap bytes of both; only version 1 has it as one
/// @param quotaMicros of CPU time for each period
/// @param periodMicros length of a period
record CurrentLimits(long memory, long memoryAndSwap, long quotaMicros, long periodMicros) {
    static CurrentLimits none() {
        return new CurrentLimits(-1, -1, -1, V2Plan.USUAL_PERIOD);
    }
}
