package dev.caisson.container;

import dev.caisson.container.request.ExecSpec;
import dev.caisson.sys.ProcessId;

/// The file `session.json` of an exec session that was started: what the next daemon needs to find
/// its process and its exit code.
///
/// @param version of the format, [#VERSION]
record StoredExec(int version, ExecSpec spec, ProcessId holder, ProcessId process) {
    static final int VERSION = 1;
}
