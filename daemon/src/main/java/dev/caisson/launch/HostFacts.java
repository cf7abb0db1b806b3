package dev.caisson.launch;

import dev.caisson.elf.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads what a launch has to know of the daemon's own process and the kernel.
final class HostFacts {
    private HostFacts() {}

    static LaunchResources.Host read() {
        try {
            var status = Files.readAllLines(Path.of("/proc/self/status"));
            long capabilities = field(status, "CapPrm:") & field(status, "CapBnd:");
            var last = Files.readString(Path.of("/proc/sys/kernel/cap_last_cap")).strip();
            return new LaunchResources.Host(
                    Machine.current(),
                    field(status, "SigIgn:"),
                    capabilities,
                    Integer.parseInt(last));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.parseUnsignedLong(line.substring(name.length()).strip(), 16))
                .findFirst()
                .orElseThrow();
    }
}
