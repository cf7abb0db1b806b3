package dev.caisson.storage;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.Unavailable;
import dev.caisson.sys.Errno;
import dev.caisson.sys.SyscallException;

/// What a failed system call means to whoever wanted something stored.
final class StorageFault {
    private StorageFault() {}

    /// @param what was being written or removed
    static Fault of(SyscallException failed, Object what) {
        if (failed.is(Errno.ENOSPC)) return new Unavailable(failed, FaultCode.DISK_FULL, what);
        if (failed.is(Errno.EDQUOT)) return new Unavailable(failed, FaultCode.DISK_QUOTA, what);
        return new Internal(
                failed, FaultCode.STORAGE_FAILED, what, failed.call() + ": " + failed.errno());
    }
}
