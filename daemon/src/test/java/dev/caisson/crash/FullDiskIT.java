package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.Directories;
import dev.caisson.system.HostTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A data root on a file system of 24 MB.
@Tag("kernel")
@Timeout(300)
class FullDiskIT {
    private static final int MEBIBYTE = 1 << 20;

    private Path files;
    private Path disk;

    @BeforeEach
    void mountSmallDisk() throws IOException {
        HostTools.needRoot();
        files = Directories.temporary();
        disk = Directories.temporary();
        host("mount", "-t", "tmpfs", "-o", "size=24m", "caisson-test", disk.toString());
    }

    @AfterEach
    void unmountSmallDisk() {
        host("umount", disk.toString());
        Directories.remove(disk);
        Directories.remove(files);
    }

    @Test
    void an_image_that_does_not_fit_leaves_nothing_and_the_engine_works_on() throws IOException {
        try (var daemon = DaemonProcess.startWithData(disk.resolve("data"))) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(files));
            long before = used();
            var large = BusyboxImage.withZeros(files, "caisson-large:1", 30 * MEBIBYTE);

            var answer = api.client().upload("/images/load", large);

            assertThat(answer.text()).containsIgnoringCase("no space left on device");
            assertThat(api.client().get("/images/caisson-large:1/json").status()).isEqualTo(404);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(used() - before).isLessThan(256 * 1024));
            assertThat(api.outcome(Map.of(), "echo", "alive").out()).isEqualTo("alive\n");
        }
    }

    @Test
    void a_container_goes_on_when_its_output_finds_no_room() throws IOException {
        try (var daemon = DaemonProcess.startWithData(disk.resolve("data"))) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(files));

            var gate = Files.createDirectory(files.resolve("gate"));
            var id =
                    api.create(
                            Map.of(),
                            Map.of("Binds", List.of(gate + ":/gate:ro")),
                            "sh",
                            "-c",
                            "until [ -e /gate/open ]; do usleep 10000; done;"
                                    + " dd if=/dev/zero of=/fill bs=1M 2>/dev/null;"
                                    + " yes | head -c 50000000; rm /fill; exit 5");
            api.start(id);
            Files.createFile(gate.resolve("open"));

            assertThat(api.await(id)).isEqualTo(5);
            api.remove(id);
        }
    }

    @RepeatedTest(3)
    void a_container_that_fills_the_disk_at_once_runs_to_its_end() {
        try (var daemon = DaemonProcess.startWithData(disk.resolve("data"))) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(files));
            var id = api.create("sh", "-c", "dd if=/dev/zero of=/fill bs=1M 2>/dev/null; exit 7");

            api.start(id);

            assertThat(api.await(id)).isEqualTo(7);
            assertThat(api.inspect(id).at("/State/Status").asString()).isEqualTo("exited");
            api.remove(id);
        }
    }

    @Test
    void a_start_without_room_names_what_it_could_not_write_and_leaves_nothing()
            throws IOException {
        try (var daemon = DaemonProcess.startWithData(disk.resolve("data"))) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(files));
            var id = api.create("sleep", "1000");
            var fill = disk.resolve("fill");
            CommandOutcome.of("dd", "if=/dev/zero", "of=" + fill, "bs=4k");
            CommandOutcome.of("rm", "-f", daemon.dataRoot() + "/containers/" + id + "/.reserve");
            CommandOutcome.of("dd", "if=/dev/zero", "of=" + fill + "2", "bs=4k");

            var answer = api.client().post("/containers/" + id + "/start", null);

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).contains("No space left on device").doesNotContain("read");
            assertThat(api.inspect(id).at("/State/Status").asString()).isEqualTo("created");
            assertThat(daemon.traces().cgroups()).isEmpty();
            api.remove(id);
            Files.delete(fill);
            assertThat(api.outcome(Map.of(), "echo", "alive").out()).isEqualTo("alive\n");
        }
    }

    private long used() throws IOException {
        var store = Files.getFileStore(disk);
        return store.getTotalSpace() - store.getUsableSpace();
    }

    private static void host(String... command) {
        var outcome = CommandOutcome.of(command);
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }
}
