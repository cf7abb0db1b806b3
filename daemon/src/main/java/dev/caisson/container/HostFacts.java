package dev.caisson.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the container room needs to know of the host; read once at the start.
///
/// @param capabilities mask of those the daemon itself has
public record HostFacts(String hostname, int cpus, long capabilities) {

    public static HostFacts read() {
        try {
            var hostname = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            var bounding =
                    Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(line -> line.startsWith("CapBnd:"))
                            .map(line -> line.substring(7).strip())
                            .findFirst()
                            .orElse("0");
            return new HostFacts(
                    hostname,
                    Runtime.getRuntime().availableProcessors(),
                    Long.parseUnsignedLong(bounding, 16));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
