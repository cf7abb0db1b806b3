package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.spec.LogLayout;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Takes away what a log holds so far, while its container may go on writing.
///
/// A file beside the segments says from where on there is a log: readers begin no earlier. The
/// segments that are full are then cut down to their headers, the oldest first and up to the first
/// one that a reader holds: what a log driver has not delivered yet stays for it.
final class LogClearing {
    private static final String MARK = "cleared";

    private final LogRing ring;
    private final Syscalls syscalls;

    LogClearing(LogRing ring, Syscalls syscalls) {
        this.ring = ring;
        this.syscalls = syscalls;
    }

    /// From where on there is a log.
    ///
    /// @throws Internal `LOG_UNREADABLE`, `LOG_DAMAGED`
    static LogPosition mark(Path directory) {
        var file = directory.resolve(MARK);
        try {
            var words = Files.readString(file).strip().split(" ", -1);
            return new LogPosition(Long.parseLong(words[0]), Long.parseLong(words[1]));
        } catch (NoSuchFileException neverCleared) {
            return LogRing.NOTHING;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException broken) {
            throw new Internal(broken, FaultCode.LOG_DAMAGED, file, 0, "it does not name a place");
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.LOG_UNREADABLE, file, failure.toString());
        }
    }

    /// @throws Internal `LOG_NOT_CLEARED`
    void clear() {
        var end = ring.end();
        try {
            write(end);
            for (long generation = Math.max(1, end.generation() - ring.layout().segments() + 1);
                    generation < end.generation();
                    generation++) {
                if (!cut(generation)) return;
            }
        } catch (IOException | SyscallException failure) {
            throw new Internal(
                    failure, FaultCode.LOG_NOT_CLEARED, ring.directory(), failure.toString());
        }
    }

    private void write(LogPosition end) throws IOException {
        var file = ring.directory().resolve(MARK);
        var temp = file.resolveSibling("." + MARK + ".tmp");
        Files.writeString(temp, end.generation() + " " + end.offset() + "\n");
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// @return false when a reader holds it
    private boolean cut(long generation) throws IOException {
        var path = ring.file(generation);
        if (!Files.exists(path)) return true;
        try (var held =
                Fd.of(
                        syscalls,
                        syscalls.openat(AtFlag.AT_FDCWD, path.toString(), OpenFlag.O_RDONLY, 0))) {
            try {
                syscalls.flock(held.number(), OpenFlag.LOCK_EX | OpenFlag.LOCK_NB);
            } catch (SyscallException busy) {
                if (busy.is(Errno.EAGAIN)) return false;
                throw busy;
            }
            // The holder may have begun it anew before the lock was taken; now it cannot.
            if (Segment.headerOf(path).generation() != generation) return true;
            try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(LogLayout.HEADER_BYTES);
            }
            return true;
        }
    }
}
