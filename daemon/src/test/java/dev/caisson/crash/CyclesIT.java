package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two hundred containers come and go; all that can be counted is as before.
@Tag("kernel")
@Timeout(300)
class CyclesIT {
    private static final int WARM_UP = 20;
    private static final int CYCLES = 200;

    @Test
    void two_hundred_cycles_leave_no_mount_cgroup_descriptor_thread_or_byte() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            cycle(api, WARM_UP);
            settle(daemon);
            var before = Counts.of(daemon);

            cycle(api, CYCLES);
            settle(daemon);

            // Threads of a pool end by themselves after a while, and a connection that has just
            // been closed is forgotten a moment later; more than before is a leak.
            Awaitility.await().untilAsserted(() -> Counts.of(daemon).assertNoMoreThan(before));
        }
    }

    private static void cycle(EngineApi api, int times) {
        for (int n = 0; n < times; n++) {
            var id = api.run("echo", "hello");
            assertThat(api.await(id)).isZero();
            api.remove(id);
        }
    }

    private static void settle(DaemonProcess daemon) {
        Awaitility.await().until(() -> daemon.traces().equals(Traces.none()));
    }

    /// What one daemon holds.
    ///
    /// @param mounts of the daemon, not those of others in its mount namespace
    /// @param descriptors open in the daemon
    /// @param threads of the daemon
    /// @param files beneath data root and exec root, the ledger of events not counted
    /// @param bytes in those files
    private record Counts(int mounts, long descriptors, long threads, long files, long bytes) {
        static Counts of(DaemonProcess daemon) throws IOException {
            var process = Path.of("/proc", Long.toString(daemon.pid()));
            long files = 0;
            long bytes = 0;
            for (var root : new Path[] {daemon.dataRoot(), daemon.execRoot()}) {
                try (var walk = Files.walk(root)) {
                    for (var file : walk.filter(one -> !isLedger(root, one)).toList()) {
                        files++;
                        if (Files.isRegularFile(file)) bytes += Files.size(file);
                    }
                }
            }
            return new Counts(
                    (int)
                            Files.readAllLines(process.resolve("mountinfo")).stream()
                                    .filter(mount -> mount.contains(daemon.files() + "/"))
                                    .count(),
                    entries(process.resolve("fd")),
                    entries(process.resolve("task")),
                    files,
                    bytes);
        }

        void assertNoMoreThan(Counts before) {
            assertThat(mounts).as("mounts").isLessThanOrEqualTo(before.mounts);
            assertThat(descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors);
            assertThat(threads).as("threads").isLessThanOrEqualTo(before.threads + CYCLES / 20);
            assertThat(files).as("files").isLessThanOrEqualTo(before.files);
            assertThat(bytes).as("bytes").isLessThanOrEqualTo(before.bytes);
        }

        private static boolean isLedger(Path root, Path file) {
            return file.startsWith(root.resolve("events"));
        }

        private static long entries(Path directory) throws IOException {
            try (Stream<Path> entries = Files.list(directory)) {
                return entries.count();
            }
        }
    }
}
