package dev.caisson.launch;

import dev.caisson.elf.Machine;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads what a launch has to know of the daemon's own process and the kernel.
final class HostFacts {
    private HostFacts() {}

    static LaunchResources.Host read(Syscalls syscalls) {
        try {
            var status = Files.readAllLines(Path.of("/proc/self/status"));
            long capabilities = field(status, "CapPrm:") & field(status, "CapBnd:");
            return new LaunchResources.Host(
                    Machine.current(),
                    field(status, "SigIgn:"),
                    capabilities,
                    lastCapability(syscalls));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// In one read: a sysctl that is a number answers only at position 0, and a read of the JDK
    /// begins with a single byte.
    private static int lastCapability(Syscalls syscalls) {
        int flags = OpenFlag.O_RDONLY;
        var path = "/proc/sys/kernel/cap_last_cap";
        try (var file = Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path, flags, 0))) {
            var text = new byte[16];
            int size = syscalls.read(file.number(), text, 0, text.length);
            return Integer.parseInt(new String(text, 0, size, StandardCharsets.US_ASCII).strip());
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
