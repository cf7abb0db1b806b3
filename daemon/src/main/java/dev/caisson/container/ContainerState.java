package dev.caisson.container;

import dev.caisson.sys.ProcessId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a container is doing, as plain data. The actor, not the state, holds descriptors.
public sealed interface ContainerState {
    /// It never ran.
    ///
    /// @param failure why its last start failed; null when none was tried
    record Created(@Nullable StartError failure) implements ContainerState {}

    /// @param holder the process that keeps its log and waits for it
    /// @param init its first process
    /// @param cgroup its path, from the root of every hierarchy; null in files of daemons that did
    ///     not write it: beneath today's parent
    record Running(ProcessId holder, ProcessId init, Instant since, @Nullable String cgroup)
            implements ContainerState {}

    record Paused(Running running) implements ContainerState {}

    /// It ended and will be started again by its policy.
    record Restarting(RunOutcome last) implements ContainerState {}

    record Exited(RunOutcome last) implements ContainerState {}

    /// @param last null when it never ran
    record Removing(@Nullable RunOutcome last) implements ContainerState {}

    /// Its removal failed; only another removal is possible.
    ///
    /// @param last null when it never ran
    record Dead(@Nullable RunOutcome last) implements ContainerState {}
}
