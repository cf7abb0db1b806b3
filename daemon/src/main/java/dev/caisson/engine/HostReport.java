package dev.caisson.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Facts of the host for `info` and `version`; those that do not change are read once.
record HostReport(
        String name,
        String operatingSystem,
        String osVersion,
        String kernel,
        String architecture,
        String machineId,
        long memoryBytes) {

    static HostReport read() {
        var release = Path.of("/etc/os-release");
        return new HostReport(
                text("/proc/sys/kernel/hostname").orElse("localhost"),
                field(release, "PRETTY_NAME=").orElse("Linux"),
                field(release, "VERSION_ID=").orElse(""),
                text("/proc/sys/kernel/osrelease").orElse(""),
                System.getProperty("os.arch").equals("amd64")
                        ? "x86_64"
                        : System.getProperty("os.arch"),
                text("/etc/machine-id").orElse("caisson"),
                memory());
    }

    /// The architecture by the name images use.
    String goArchitecture() {
        return switch (architecture) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> architecture;
        };
    }

    Daemon.Host now() {
        var descriptors = new File("/proc/self/fd").list();
        var threads = new File("/proc/self/task").list();
        return new Daemon.Host(
                name,
                operatingSystem,
                osVersion,
                kernel,
                architecture,
                Runtime.getRuntime().availableProcessors(),
                memoryBytes,
                Instant.now(),
                descriptors == null ? 0 : descriptors.length,
                threads == null ? 0 : threads.length,
                text("/proc/sys/net/ipv4/ip_forward").equals(Optional.of("1")));
    }

    private static long memory() {
        return field(Path.of("/proc/meminfo"), "MemTotal:")
                .map(value -> Long.parseLong(value.replace("kB", "").strip()) * 1024)
                .orElse(0L);
    }

    private static Optional<String> text(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static Optional<String> field(Path file, String start) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length()).replace("\"", "").strip())
                    .findFirst();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
