package dev.caisson.spec;

/// How a process ended.
///
/// @param code what a shell shows: the exit code, or 128 plus the signal
/// @param signal 0 when the process exited by itself
/// @param coreDumped whether a core was written
public record ExitStatus(int code, int signal, boolean coreDumped) {
    /// @param status as wait4(2) stores it
    public static ExitStatus ofWaitStatus(int status) {
        int signal = status & 0x7f;
        return signal == 0
                ? new ExitStatus(status >> 8 & 0xff, 0, false)
                : new ExitStatus(128 + signal, signal, (status & 0x80) != 0);
    }
}
