package dev.caisson.sys;

import java.time.Instant;

/// A time as the kernel keeps it. Layout: `struct __kernel_timespec`, uapi/linux/time_types.h.
///
/// @param seconds since 1970, may be negative
/// @param nanos 0 to 999 999 999
public record FileTimestamp(long seconds, int nanos) {
    /// @throws java.time.DateTimeException outside what [Instant] can hold
    public Instant instant() {
        return Instant.ofEpochSecond(seconds, nanos);
    }

    public static FileTimestamp of(Instant instant) {
        return new FileTimestamp(instant.getEpochSecond(), instant.getNano());
    }
}
