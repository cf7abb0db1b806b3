package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.file.Path;

/// Shared locks that keep a holder from reusing a segment: flock(2), which the kernel drops with
/// the last copy of the descriptor, so that a dead daemon holds back nobody.
final class SegmentLocks {
    private static final int OWNER_ONLY = 0600;

    private final Syscalls syscalls;

    SegmentLocks(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// Takes the lock; waits while a holder begins the segment.
    ///
    /// @param segment made when it is missing: a reader that waits for the first output holds a
    /// file that no holder has written yet
    Fd shared(Path segment) {
        try {
            int flags = OpenFlag.O_RDONLY | OpenFlag.O_CREAT;
            var file = Fd.of(syscalls, open(segment, flags));
            try {
                lock(file);
                return file.move();
            } finally {
                file.close();
            }
        } catch (SyscallException failure) {
            throw new Internal(failure, FaultCode.LOG_UNREADABLE, segment, failure.errno().text());
        }
    }

    private int open(Path segment, int flags) {
        return syscalls.openat(AtFlag.AT_FDCWD, segment.toString(), flags, OWNER_ONLY);
    }

    private void lock(Fd file) {
        try {
            syscalls.flock(file.number(), OpenFlag.LOCK_SH | OpenFlag.LOCK_NB);
        } catch (SyscallException busy) {
            if (!busy.is(Errno.EAGAIN)) throw busy;
            Blocking.run(() -> syscalls.flock(file.number(), OpenFlag.LOCK_SH));
        }
    }
}
