package dev.caisson.container;

import dev.caisson.container.plan.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the first process of a container does with signals. Source: pid_namespaces(7): one that it
/// has no handler for is dropped, unless it is SIGKILL or SIGSTOP; proc_pid_status(5).
final class FirstProcess {
    private static final int SIGSTOP = 19;

    private FirstProcess() {}

    /// @param pid as the host numbers it
    /// @return false when it is not known
    static boolean dropsSignal(int pid, int signal) {
        try {
            var status = Path.of("/proc", Integer.toString(pid), "status");
            return dropsSignal(Files.readAllLines(status), signal);
        } catch (IOException gone) {
            return false;
        }
    }

    static boolean dropsSignal(List<String> status, int signal) {
        if (signal == Signals.SIGKILL || signal == SIGSTOP) return false;
        boolean first = false;
        long wanted = 0;
        for (var line : status) {
            var fields = line.split("[:\t ]+");
            switch (fields[0]) {
                // its number in each namespace, the innermost last
                case "NSpid" -> first = fields.length > 2 && fields[fields.length - 1].equals("1");
                // what is blocked may be waited for
                case "SigBlk", "SigCgt" -> wanted |= Long.parseUnsignedLong(fields[1], 16);
                default -> {
                    // says nothing of signals
                }
            }
        }
        return first && (wanted >>> signal - 1 & 1) == 0;
    }
}
