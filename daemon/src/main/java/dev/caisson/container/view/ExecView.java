package dev.caisson.container.view;

import dev.caisson.container.request.ExecSpec;
import dev.caisson.value.ContainerId;
import org.jspecify.annotations.Nullable;

/// What `inspect` shows of an exec session.
///
/// @param id 64 hexadecimal digits
/// @param exitCode null until it has ended
/// @param pid on the host, 0 before the start
public record ExecView(
        String id,
        ContainerId container,
        ExecSpec spec,
        boolean running,
        @Nullable Integer exitCode,
        int pid,
        boolean canRemove) {}
