package dev.caisson.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;

/// How and when a process ended, as its holder leaves it on disk: in the file `exit` of the
/// container's directory, or in `exec/<exec id>/exit` of it.
///
/// The file appears by rename, so it is whole or absent. All numbers are 64-bit in the machine's
/// byte order: magic ([#MAGIC]), version (1), the status of wait4(2), the seconds and nanoseconds
/// of CLOCK_REALTIME at which it was waited for, then `struct rusage` (144 bytes). Whether the
/// process was ended for want of memory is not in it: the control group knows.
///
/// @param userTime CPU time in user mode of the process and the children it waited for
/// @param systemTime likewise in the kernel
/// @param maximumResident the largest resident set, in KiB
public record ExitRecord(
        ExitStatus status,
        Instant finished,
        Duration userTime,
        Duration systemTime,
        long maximumResident) {
    /// The first eight bytes, `CAISEXIT` in ASCII read as a little-endian number.
    public static final long MAGIC = 0x5449584553494143L;

    public static final int VERSION = 1;
    public static final int STATUS_OFFSET = 16;
    public static final int TIME_OFFSET = 24;
    public static final int RUSAGE_OFFSET = 40;
    public static final int BYTES = RUSAGE_OFFSET + 144; // include/uapi/linux/resource.h, 64-bit

    /// @throws IllegalArgumentException when the bytes are no record of a version known here
    public static ExitRecord parse(byte[] file) {
        if (file.length < BYTES) {
            throw new IllegalArgumentException("exit record of " + file.length + " bytes");
        }
        var in = ByteBuffer.wrap(file).order(ByteOrder.nativeOrder());
        if (in.getLong(0) != MAGIC || in.getLong(8) != VERSION) {
            throw new IllegalArgumentException("not an exit record of version " + VERSION);
        }
        return new ExitRecord(
                ExitStatus.ofWaitStatus(in.getInt(STATUS_OFFSET)),
                Instant.ofEpochSecond(in.getLong(TIME_OFFSET), in.getLong(TIME_OFFSET + 8)),
                time(in, RUSAGE_OFFSET),
                time(in, RUSAGE_OFFSET + 16),
                in.getLong(RUSAGE_OFFSET + 32));
    }

    private static Duration time(ByteBuffer in, int offset) {
        return Duration.ofSeconds(in.getLong(offset)).plusNanos(in.getLong(offset + 8) * 1000);
    }
}
