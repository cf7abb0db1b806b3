package dev.caisson.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Which process, once and for all: a pid alone is used again, and after a reboot so is a pid with
/// a start time. This is what is kept on disk.
///
/// @param pid in the daemon's pid namespace
/// @param startTicks field 22 of `/proc/PID/stat`: clock ticks from boot to its start
/// @param bootId `/proc/sys/kernel/random/boot_id`
public record ProcessId(int pid, long startTicks, String bootId) {

    /// The ID of this boot of the machine.
    public static String currentBoot() {
        return Boot.ID;
    }

    /// The process that has this pid now.
    ///
    /// @return empty when there is none
    public static Optional<ProcessId> of(int pid) {
        return stat(pid).map(stat -> new ProcessId(pid, stat.startTicks(), Boot.ID));
    }

    /// Whether this very process exists and is no zombie.
    public boolean isAlive() {
        return bootId.equals(Boot.ID)
                && stat(pid)
                        .filter(stat -> stat.startTicks() == startTicks && !stat.hasEnded())
                        .isPresent();
    }

    /// Opens this very process. The pidfd is made first and the start time compared after that: a
    /// later user of the pid started later.
    ///
    /// @return empty when it is gone; a zombie is still there
    public Optional<PidFd> open(Syscalls syscalls) {
        if (!bootId.equals(Boot.ID)) return Optional.empty();
        PidFd opened;
        try {
            opened = PidFd.open(syscalls, pid);
        } catch (SyscallException failure) {
            // EINVAL: the pid is now a thread of another process.
            if (failure.is(Errno.ESRCH) || failure.is(Errno.EINVAL)) return Optional.empty();
            throw failure;
        }
        var now = stat(pid);
        if (now.isPresent() && now.get().startTicks() == startTicks) return Optional.of(opened);
        opened.close();
        return Optional.empty();
    }

    private record Stat(char state, long startTicks) {
        boolean hasEnded() {
            return state == 'Z' || state == 'X';
        }
    }

    private static Optional<Stat> stat(int pid) {
        String line;
        try {
            // The name in parentheses may be any bytes, with parentheses too.
            line = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException failure) {
            // A process that ends while its file is read gives ESRCH.
            if (!Files.exists(Path.of("/proc/" + pid))) return Optional.empty();
            throw new UncheckedIOException(failure);
        }
        var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[19])));
    }

    /// Read once: it cannot change while we run.
    private static final class Boot {
        static final String ID = read();

        private static String read() {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
