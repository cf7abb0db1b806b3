package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.spec.LogLayout;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.file.Path;

/// What one reading keeps of a log until it is closed: the directory by a descriptor, so that it
/// may be moved away, and its place among the [OpenReadings], so that nothing in it is deleted.
final class LogHold implements AutoCloseable {
    private final OpenReadings readings;
    private final Path directory;
    private final Fd descriptor;
    private final LogRing ring;

    private LogHold(OpenReadings readings, Path directory, Fd descriptor, LogLayout layout) {
        this.readings = readings;
        this.directory = directory;
        this.descriptor = descriptor;
        ring = new LogRing(Path.of(descriptor.path()), layout);
    }

    /// @throws Internal `LOG_UNREADABLE` when the directory is not there
    static LogHold of(Syscalls syscalls, OpenReadings readings, Path directory, LogLayout layout) {
        // Counted first: who deletes moves the directory away first, and only then asks.
        readings.begin(directory);
        try {
            int flags = OpenFlag.O_PATH | OpenFlag.O_DIRECTORY | OpenFlag.O_CLOEXEC;
            int number = syscalls.openat(AtFlag.AT_FDCWD, directory.toString(), flags, 0);
            return new LogHold(readings, directory, Fd.of(syscalls, number), layout);
        } catch (SyscallException failure) {
            readings.end(directory);
            throw new Internal(
                    failure, FaultCode.LOG_UNREADABLE, directory, failure.errno().text());
        }
    }

    /// The files, reached through the descriptor.
    LogRing ring() {
        return ring;
    }

    /// Idempotent.
    @Override
    public void close() {
        synchronized (this) {
            if (!descriptor.isOpen()) return;
            descriptor.close();
        }
        readings.end(directory);
    }
}
