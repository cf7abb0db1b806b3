package dev.caisson.launch;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.PidFd;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.sys.Wait;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The link to a holder, as its own descriptors by their number in the holder.
final class LiveHolder implements HolderLink {
    private final Syscalls syscalls;
    private final PidFd pidFd;
    private final Map<Integer, Fd> copies;
    private final boolean terminal;

    /// @param copies by number in the holder; owned from here on
    LiveHolder(Syscalls syscalls, PidFd pidFd, Map<Integer, Fd> copies, boolean terminal) {
        this.syscalls = syscalls;
        this.pidFd = pidFd;
        this.copies = Map.copyOf(copies);
        this.terminal = terminal;
    }

    @Override
    public PidFd pidFd() {
        return pidFd;
    }

    @Override
    public Optional<Fd> stdin() {
        return open(Descriptors.STDIN_WRITER);
    }

    @Override
    public Optional<Fd> terminal() {
        return terminal ? open(Descriptors.STDOUT) : Optional.empty();
    }

    @Override
    public Optional<Fd> stdout() {
        return terminal ? Optional.empty() : open(Descriptors.STDOUT);
    }

    @Override
    public Optional<Fd> stderr() {
        return open(Descriptors.STDERR);
    }

    private Optional<Fd> open(int number) {
        var fd = copies.get(number);
        return fd == null || !fd.isOpen() ? Optional.empty() : Optional.of(fd);
    }

    @Override
    public synchronized void closeStdin() {
        var control = copy(Descriptors.CONTROL_WRITER);
        var stdin = copy(Descriptors.STDIN_WRITER);
        if (control == null || stdin == null || !stdin.isOpen()) return;
        try {
            syscalls.write(control.number(), new byte[] {1}, 0, 1);
        } catch (SyscallException gone) {
            // The holder has ended, and its copy of the writing end with it.
            if (!gone.is(Errno.EPIPE)) throw gone;
        }
        stdin.close();
    }

    private @Nullable Fd copy(int number) {
        return copies.get(number);
    }

    @Override
    public void reap() {
        try {
            pidFd.reap(Wait.WEXITED | Wait.WNOHANG);
        } catch (SyscallException notOurs) {
            // A daemon before us started it: it is not our child.
            if (!notOurs.is(Errno.ECHILD)) throw notOurs;
        }
    }

    @Override
    public void close() {
        for (var copy : copies.values()) copy.close();
        pidFd.close();
    }
}
