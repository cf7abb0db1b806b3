package dev.caisson.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process itself is limited to.
final class LaunchLimits {
    private static final int CAP_SYS_RESOURCE = 24;

    private LaunchLimits() {}

    static long hardLimitOfFiles() throws IOException {
        var line =
                Files.readAllLines(Path.of("/proc/self/limits")).stream()
                        .filter(text -> text.startsWith("Max open files"))
                        .findFirst()
                        .orElseThrow();
        return Long.parseLong(line.split(" +")[4]);
    }

    static boolean mayRaiseLimits() {
        var host = HostFacts.read(dev.caisson.sys.Syscalls.real());
        return (host.capabilities() >> CAP_SYS_RESOURCE & 1) != 0;
    }
}
