package dev.caisson.launch;

import dev.caisson.spec.ProcessSpec;
import dev.caisson.sys.ProcessId;
import dev.caisson.value.ContainerId;
import java.nio.file.Path;

/// Everything a start of an exec session needs.
///
/// The working directory of the process has to exist: it is not made as for a container.
///
/// @param execId 64 lower-case hexadecimal digits
/// @param target the container's first process, whose namespaces are entered
/// @param directory the container's directory; the record goes to `exec/<execId>/exit` of it
/// @param events the daemon's event FIFO
/// @param cgroup what the process joins: the container's groups
/// @param holders what the session's holder joins
public record ExecRequest(
        ContainerId container,
        String execId,
        ProcessId target,
        ProcessSpec process,
        Streams streams,
        Path directory,
        Path events,
        CgroupJoin cgroup,
        CgroupJoin holders) {
    /// What the process reads from and writes to. None of it is logged.
    public sealed interface Streams {
        /// Separate pipes.
        ///
        /// @param stdin false for `/dev/null`
        record Pipes(boolean stdin) implements Streams {}

        /// A terminal of the container's own devpts.
        ///
        /// @param columns 0 to leave the size alone, likewise `rows`
        record Terminal(int columns, int rows) implements Streams {}
    }
}
