package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.sys.Inotify;
import dev.caisson.sys.InotifyMask;
import dev.caisson.sys.SyscallException;
import java.nio.file.Path;

/// Tells readers that a log has grown, by the daemon's one inotify instance.
///
/// A watch is for one change only: a container that writes much while its readers are busy costs
/// the daemon nothing.
final class LogWatch {
    private static final int CHANGE =
            InotifyMask.IN_MODIFY | InotifyMask.IN_CREATE | InotifyMask.IN_ONESHOT;

    private final Inotify inotify;

    LogWatch(Inotify inotify) {
        this.inotify = inotify;
    }

    /// Raises the signal at the next change in the directory. Look once more after this call.
    Inotify.Watch arm(Path directory, Signal signal) {
        try {
            return inotify.watch(directory.toString(), CHANGE, _ -> signal.raise());
        } catch (SyscallException failure) {
            throw new Internal(
                    failure, FaultCode.LOG_UNREADABLE, directory, failure.errno().text());
        }
    }
}
