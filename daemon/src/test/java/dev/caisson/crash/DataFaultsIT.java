package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.system.Answer;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.Directories;
import dev.caisson.system.EngineApi;
import dev.caisson.system.HostTools;
import dev.caisson.system.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Data that finds no room, may not be written, or is gone: it is said, and nothing is half-made.
///
/// The data root is a file system of 48 MB.
@Tag("kernel")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataFaultsIT {
    private static final int MEBIBYTE = 1 << 20;

    private Path files;
    private Path disk;
    private DaemonProcess daemon;
    private EngineApi api;

    @BeforeAll
    void startDaemon() {
        HostTools.needRoot();
        files = Directories.temporary();
        disk = Directories.temporary();
        host("mount", "-t", "tmpfs", "-o", "size=48m", "caisson-test", disk.toString());
        daemon = DaemonProcess.startWithData(disk.resolve("data"));
        api = daemon.api();
        api.load(BusyboxImage.archive(files));
    }

    @AfterAll
    void endDaemon() {
        try {
            if (daemon != null) daemon.close();
        } finally {
            host("umount", disk.toString());
            Directories.remove(disk);
            Directories.remove(files);
        }
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Files.deleteIfExists(fill());
        api.containers().forEach(api::remove);
        for (var volume : volumes()) api.client().delete("/volumes/" + volume);
        awaitNoTraces();
    }

    /// Who waits for an end is told before the control group is removed.
    private void awaitNoTraces() {
        Awaitility.await()
                .untilAsserted(() -> assertThat(daemon.traces()).isEqualTo(Traces.none()));
    }

    private Path fill() {
        return disk.resolve("fill");
    }

    /// Takes the room of the disk but for a few bytes.
    private void leave(int bytes) throws IOException {
        long free = Files.getFileStore(disk).getUsableSpace() - bytes;
        host("dd", "if=/dev/zero", "of=" + fill(), "bs=4k", "count=" + free / 4096);
    }

    private static void host(String... command) {
        var outcome = CommandOutcome.of(command);
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    private List<String> volumes() {
        var found = api.client().get("/volumes").json().get("Volumes");
        return found.valueStream().map(one -> one.get("Name").asString()).toList();
    }

    private long used() {
        try {
            var store = Files.getFileStore(disk);
            return store.getTotalSpace() - store.getUsableSpace();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private Path tar(String name, int size) throws IOException {
        var archive = files.resolve(name + ".tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            var entry = new TarArchiveEntry(name);
            entry.setSize(size);
            tar.putArchiveEntry(entry);
            tar.write(new byte[size]);
            tar.closeArchiveEntry();
        }
        return archive;
    }

    private static void assertFull(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isGreaterThanOrEqualTo(500);
        assertThat(answer.text()).containsIgnoringCase("no space left on device");
    }

    private Map<String, Object> volume(String name, String destination) {
        return Map.of("Binds", List.of(name + ":" + destination));
    }

    private void create(String volume) {
        var answer = api.client().post("/volumes/create", Map.of("Name", volume));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private void fillVolume(String volume) {
        var outcome =
                api.outcome(
                        volume(volume, "/v"), "dd", "if=/dev/zero", "of=/v/f", "bs=1M", "count=3");
        assertThat(outcome.code()).isZero();
    }

    // ---- a full disk

    @Test
    void files_of_the_image_that_find_no_room_in_a_volume_leave_it_empty() throws IOException {
        create("filled");
        leave(MEBIBYTE);
        var request = EngineApi.request(Map.of(), volume("filled", "/bin"), "true");

        assertFull(api.client().post("/containers/create", request));

        assertThat(disk.resolve("data/volumes/filled/_data")).isEmptyDirectory();
        assertThat(api.containers()).isEmpty();
        Files.delete(fill());
        var id = api.create(Map.of(), volume("filled", "/bin"), "true");
        assertThat(disk.resolve("data/volumes/filled/_data/busybox")).isRegularFile();
        api.remove(id);
    }

    @Test
    void a_copy_that_finds_no_room_leaves_no_part_of_a_file() throws IOException {
        var id = api.create("sleep", "1000");
        leave(MEBIBYTE);
        var put = "/containers/" + id + "/archive?path=/root";

        assertFull(api.client().upload("PUT", put, tar("large", 3 * MEBIBYTE)));

        var path = "/containers/" + id + "/archive?path=/root/large";
        assertThat(api.client().get(path).status()).isEqualTo(404);
        Files.delete(fill());
        assertThat(api.client().upload("PUT", put, tar("large", 3 * MEBIBYTE)).status())
                .isEqualTo(200);
    }

    @Test
    void an_image_of_a_container_that_finds_no_room_is_not_there() throws IOException {
        var script = "dd if=/dev/urandom of=/f bs=1M count=3";
        var id = api.create("sh", "-c", script);
        api.start(id);
        api.await(id);
        leave(MEBIBYTE);
        long before = used();

        assertFull(api.client().post("/commit?container=" + id + "&repo=full", Map.of()));

        assertThat(api.client().get("/images/full/json").status()).isEqualTo(404);
        Awaitility.await().until(() -> used() - before < 64 * 1024);
    }

    @Test
    void a_volume_of_an_archive_that_finds_no_room_is_not_there() throws IOException {
        leave(MEBIBYTE);
        long before = used();

        assertFull(
                api.client().upload("POST", "/caisson/volumes/big/import", tar("f", 3 * MEBIBYTE)));

        assertThat(volumes()).isEmpty();
        Awaitility.await().until(() -> used() - before < 64 * 1024);
    }

    @Test
    void a_snapshot_and_a_clone_that_find_no_room_are_not_there() throws IOException {
        create("data");
        fillVolume("data");
        leave(MEBIBYTE);
        long before = used();

        assertFull(api.client().post("/caisson/volumes/data/snapshots?name=one", null));
        assertFull(api.client().post("/caisson/volumes/data/clone?name=copy", null));

        var kept = api.client().get("/caisson/volumes/data/snapshots");
        assertThat(kept.json().size()).isZero();
        assertThat(volumes()).containsExactly("data");
        // A directory for snapshots may stay.
        Awaitility.await().until(() -> used() - before < 64 * 1024);
    }

    @Test
    void a_volume_whose_record_finds_no_room_is_not_there() throws IOException {
        leave(MEBIBYTE);
        host("sh", "-c", "dd if=/dev/zero of=" + fill() + "2 bs=4k 2>/dev/null; true");
        try {
            var answer = api.client().post("/volumes/create", Map.of("Name", "none"));

            assertFull(answer);
            assertThat(volumes()).isEmpty();
            assertThat(disk.resolve("data/volumes/none")).doesNotExist();
        } finally {
            Files.delete(disk.resolve("fill2"));
        }
    }

    // ---- limits where there are no quotas

    @Test
    void a_limit_is_refused_with_the_reason_where_there_are_no_quotas() {
        var limited = Map.<String, Object>of("StorageOpt", Map.of("size", "10M"));
        var request = EngineApi.request(Map.of(), limited, "true");

        var container = api.client().post("/containers/create", request);
        var volume =
                api.client()
                        .post(
                                "/volumes/create",
                                Map.of("Name", "small", "DriverOpts", Map.of("size", "10M")));

        assertThat(container.status()).isEqualTo(500);
        assertThat(container.text())
                .contains("--storage-opt is supported only for overlay over xfs with 'pquota'")
                .contains("is on tmpfs mounted at " + disk + " with rw");
        assertThat(volume.status()).isEqualTo(400);
        assertThat(volume.text())
                .contains("quota size requested but no quota support: ")
                .contains("which has no project quotas; put the data root on xfs");
        assertThat(api.containers()).isEmpty();
        assertThat(volumes()).isEmpty();
        var unknown = Map.<String, Object>of("StorageOpt", Map.of("dm.size", "10M"));
        var answer =
                api.client()
                        .post("/containers/create", EngineApi.request(Map.of(), unknown, "true"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("unknown option dm.size");
    }

    // ---- what may not be written

    @Test
    void a_data_root_that_may_not_be_written_ends_the_daemon_with_the_reason() throws IOException {
        var frozen = Files.createDirectory(files.resolve("frozen"));
        host("mount", "-t", "tmpfs", "-o", "ro", "caisson-test", frozen.toString());
        try {
            assertThatThrownBy(() -> DaemonProcess.startWithData(frozen.resolve("data")))
                    .hasMessageContaining("Read-only file system")
                    .hasMessageContaining(frozen.toString())
                    .hasMessageNotContaining("\tat ");
        } finally {
            host("umount", frozen.toString());
        }
    }

    @Test
    void a_volume_on_what_may_not_be_written_says_so_inside_and_to_a_copy() throws IOException {
        var frozen = Files.createDirectory(files.resolve("source"));
        host("mount", "-t", "tmpfs", "-o", "ro", "caisson-test", frozen.toString());
        try {
            var options = Map.of("type", "none", "device", frozen.toString(), "o", "bind");
            api.client().post("/volumes/create", Map.of("Name", "frozen", "DriverOpts", options));
            var outcome = api.outcome(volume("frozen", "/v"), "touch", "/v/f");
            assertThat(outcome.code()).isOne();
            assertThat(outcome.err()).contains("Read-only file system");

            var id = api.create(Map.of(), volume("frozen", "/v"), "true");
            var put = "/containers/" + id + "/archive?path=/v";
            var answer = api.client().upload("PUT", put, tar("f", 1));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).contains("read-only");
            api.remove(id);
        } finally {
            host("umount", frozen.toString());
        }
    }

    // ---- what is gone

    @Test
    void a_bind_whose_source_is_gone_is_refused_at_every_start_until_it_is_back()
            throws IOException {
        var source = Files.createDirectory(files.resolve("vanishing"));
        var mount = Map.of("Type", "bind", "Source", source.toString(), "Target", "/m");
        var id = api.create(Map.of(), Map.of("Mounts", List.of(mount)), "true");
        for (int run = 0; run < 2; run++) {
            Files.delete(source);

            var answer = api.client().post("/containers/" + id + "/start", null);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text())
                    .contains(
                            "invalid mount config for type \\\"bind\\\": bind source path does not"
                                    + " exist: "
                                    + source);
            assertThat(source).doesNotExist();
            awaitNoTraces();
            Files.createDirectory(source);
            api.start(id);
            assertThat(api.await(id)).isZero();
        }
        Files.delete(source);
    }

    @Test
    void a_source_given_by_v_is_made_again_and_a_file_in_its_way_is_told() throws IOException {
        var above = Files.createDirectory(files.resolve("above"));
        var source = above.resolve("made");
        var id = api.create(Map.of(), Map.of("Binds", List.of(source + ":/m")), "true");
        api.start(id);
        assertThat(api.await(id)).isZero();
        assertThat(source).isDirectory();
        Files.delete(source);
        Files.delete(above);
        Files.writeString(above, "in the way");

        var answer = api.client().post("/containers/" + id + "/start", null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("error while creating mount source path '" + source);
        awaitNoTraces();
        Files.delete(above);
        api.start(id);
        assertThat(source).isDirectory();
        api.await(id);
        Files.delete(source);
        Files.delete(above);
    }
}
