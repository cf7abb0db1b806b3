package dev.caisson.container;

import dev.caisson.container.request.ExecSpec;
import dev.caisson.sys.ProcessId;
import org.jspecify.annotations.Nullable;

/// The file `session.json` of an exec session that was started: what the next daemon needs to find
/// its process and its exit code.
///
/// @param version of the format, [#VERSION]
/// @param purpose null in files of daemons that did not write it: asked for by a client
record StoredExec(
        int version,
        ExecSpec spec,
        ProcessId holder,
        ProcessId process,
        ExecSession.@Nullable Purpose purpose) {
    static final int VERSION = 1;
}
