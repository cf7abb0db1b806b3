package dev.caisson.cgroup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The files of cgroups. Making a directory makes its files. A failure is a
/// [dev.caisson.sys.SyscallException].
interface CgroupTree {
    /// @return false when it exists
    boolean makeDirectory(Path directory);

    /// @return false when it does not exist
    boolean removeDirectory(Path directory);

    boolean exists(Path path);

    /// Names of the directories in a directory; none when it does not exist.
    List<String> directories(Path directory);

    /// The whole file without the newline at its end; empty when it does not exist, is gone or
    /// cannot be read.
    Optional<String> read(Path file);

    /// Writes each value with a write(2) of its own.
    void write(Path file, List<String> values);

    /// Waits until the content of a file that announces its changes is as wanted, or the file is
    /// gone.
    ///
    /// @return false when the time is over
    boolean await(Path file, Predicate<String> wanted, Duration limit);

    /// Attaches a program that decides about devices.
    void attachDeviceProgram(Path directory, byte[] instructions);

    /// Sends SIGKILL.
    void killProcess(int pid);
}
