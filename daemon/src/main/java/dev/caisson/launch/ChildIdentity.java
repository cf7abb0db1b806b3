package dev.caisson.launch;

import dev.caisson.sys.ProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The identity of a process that a holder has reported by its pid.
final class ChildIdentity {
    private ChildIdentity() {}

    /// @return with start time 0, which nothing has, when it has ended and been waited for already
    static ProcessId of(int pid, ProcessId holder) {
        String line;
        try {
            line = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return new ProcessId(pid, 0, holder.bootId());
        }
        var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        boolean isChild = Integer.parseInt(fields[1]) == holder.pid();
        return new ProcessId(pid, isChild ? Long.parseLong(fields[19]) : 0, holder.bootId());
    }
}
