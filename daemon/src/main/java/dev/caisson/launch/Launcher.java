package dev.caisson.launch;

import dev.caisson.spec.Stdio;
import dev.caisson.sys.ProcessId;

/// Starts containers and exec sessions. Safe for use by several threads.
public interface Launcher extends AutoCloseable {
    /// Starts a container; returns when the user's program has been executed. Blocks for a few
    /// milliseconds.
    ///
    /// @throws LaunchFailure when a step failed; nothing is left behind, except for the directories
    ///     and control groups of the request
    Launched start(LaunchRequest request);

    /// Starts a process in a running container; returns when its program has been executed.
    ///
    /// @throws LaunchFailure when a step failed; nothing is left behind
    Launched exec(ExecRequest request);

    /// Links again to the holder of a container that an earlier daemon started.
    ///
    /// @throws dev.caisson.sys.SyscallException ESRCH when that process is gone
    HolderLink reattach(ProcessId holder, Stdio stdio);

    /// Likewise to the holder of an exec session.
    HolderLink reattach(ProcessId holder, ExecRequest.Streams streams);

    /// Whether a process is a holder, whoever started it.
    boolean isHolder(int pid);

    /// The program that [#start] would run, for people to read; starts nothing.
    String print(LaunchRequest request);

    /// Ends the launcher's thread. What was started goes on.
    @Override
    void close();
}
