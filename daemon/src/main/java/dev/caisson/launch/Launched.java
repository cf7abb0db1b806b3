package dev.caisson.launch;

import dev.caisson.sys.ProcessId;
import java.util.List;

/// A container or exec session whose program has been executed.
///
/// @param process the container's first process, or the exec'd one; in the daemon's pid namespace
/// @param link owned by the caller, to be closed when the holder is gone
/// @param warnings what could not be done as asked and was not worth failing for, each a sentence
public record Launched(
        ProcessId holder, ProcessId process, HolderLink link, List<String> warnings) {
    public Launched {
        warnings = List.copyOf(warnings);
    }
}
