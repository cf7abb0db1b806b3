package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.RegistryProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The data root of a daemon is accounted for, damaged and repaired.
@Tag("foreign")
@Timeout(300)
class UpkeepIT {
    private DaemonProcess engine;
    private DockerCli docker;

    @BeforeEach
    void start() {
        engine = DaemonProcess.start();
        docker = DockerCli.docker(engine);
        docker.ok("load", "-i", BusyboxImage.archive(engine.files()).toString());
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private Path data(String... names) {
        return Path.of(engine.dataRoot().toString(), names);
    }

    private List<JsonNode> check(boolean repair) {
        var answer = engine.api().client().post("/system/check?repair=" + repair, null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().valueStream().toList();
    }

    private static List<String> damages(List<JsonNode> findings) {
        return findings.stream().map(one -> one.get("Damage").asString()).toList();
    }

    private static Path biggest(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.max((a, b) -> Long.compare(size(a), size(b))).orElseThrow();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    @Test
    void every_byte_of_the_data_root_is_accounted_for() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "writes",
                BusyboxImage.NAME,
                "sh",
                "-c",
                "dd if=/dev/zero of=/big bs=1k count=300; yes | head -c 100000; sleep 1000");
        docker.ok("volume", "create", "kept");
        docker.ok(
                "run",
                "--rm",
                "-v",
                "kept:/v",
                BusyboxImage.NAME,
                "sh",
                "-c",
                "dd if=/dev/zero of=/v/f bs=1k count=200; ln /v/f /v/g");
        docker.ok("tag", BusyboxImage.NAME, "two:1");
        docker.ok("commit", "writes", "derived:1");
        docker.ok("stop", "-t", "0", "writes");

        var usage = engine.api().client().get("/system/df?accounts=1").json();
        var du = CommandOutcome.of("du", "-sx", "--block-size=1", data().toString()).line();

        long sum = 0;
        for (var account : usage.get("Accounts")) sum += account.get("Size").asLong();
        assertThat(sum).isEqualTo(Long.parseLong(du.replaceFirst("\\s.*", "")));
        assertThat(usage.get("Accounts").valueStream().map(one -> one.get("Use").asString()))
                .contains(
                        "Image blobs",
                        "Layers, shared",
                        "Layers, unique",
                        "Containers",
                        "Logs",
                        "Volumes",
                        "Events");
        var shared = usage.get("Images").valueStream().map(one -> one.get("SharedSize").asLong());
        assertThat(shared.filter(size -> size > 0)).hasSize(2);
        assertThat(docker.ok("system", "df", "-v")).contains("derived", "kept", "writes");
        assertThat(docker.ok("system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Active}}"))
                .contains("Images 3 1", "Containers 1 0", "Local Volumes 1 0", "Build Cache 0 0");
    }

    @Test
    void a_sound_data_root_has_no_findings_while_containers_run() {
        docker.ok("run", "-d", BusyboxImage.NAME, "sleep", "1000");

        assertThat(check(false)).isEmpty();
    }

    @Test
    void a_layer_that_was_changed_is_found_and_made_again() throws IOException {
        try (var layers = Files.list(data("layers"))) {
            for (var one : layers.toList()) {
                var passwd = one.resolve("tree/etc/passwd");
                if (Files.exists(passwd)) Files.writeString(passwd, "root::0:0::/:/bin/evil\n");
            }
        }

        assertThat(damages(check(false))).containsExactly("LAYER_DIFFERS");
        var repaired = check(true);

        assertThat(repaired.getFirst().get("Detail").asString()).contains("/etc/passwd");
        assertThat(repaired.getFirst().get("Remedy").asString()).isEqualTo("MADE_AGAIN");
        assertThat(check(false)).isEmpty();
        assertThat(docker.ok("run", "--rm", BusyboxImage.NAME, "cat", "/etc/passwd"))
                .contains("root:x:0:0");
    }

    @Test
    void a_layer_whose_record_is_lost_is_made_again() throws IOException {
        try (var layers = Files.list(data("layers"))) {
            for (var one : layers.toList()) Files.delete(one.resolve("about"));
        }

        assertThat(damages(check(true))).containsOnly("LAYER_MISSING");
        assertThat(check(false)).isEmpty();
        assertThat(docker.ok("run", "--rm", BusyboxImage.NAME, "echo", "ok")).isEqualTo("ok");
    }

    @Test
    void rubbish_of_every_sort_is_removed() throws IOException {
        var name = "ab".repeat(32);
        Files.writeString(data("images", "blobs", "sha256", name), "x");
        Files.createDirectories(data("layers", name, "tree"));
        Files.createDirectories(data("layers", ".half-made", "tree"));
        Files.writeString(data("images", "ingest", "left"), "x");
        var forgotten = Files.createDirectories(data("containers", name));
        Files.setLastModifiedTime(forgotten, FileTime.fromMillis(0));

        assertThat(damages(check(false)))
                .containsExactlyInAnyOrder(
                        "BLOB_CORRUPT",
                        "LAYER_UNNEEDED",
                        "TEMPORARY",
                        "TEMPORARY",
                        "CONTAINER_UNKNOWN");
        assertThat(check(true)).noneMatch(one -> one.get("Open").asBoolean());

        assertThat(check(false)).isEmpty();
        assertThat(forgotten).doesNotExist();
    }

    @Test
    void a_blob_that_is_lost_is_fetched_from_where_it_came() throws IOException {
        try (var registry = RegistryProcess.open()) {
            var name = registry.host() + "/lost/app:1";
            docker.ok("tag", BusyboxImage.NAME, name);
            docker.ok("push", name);
            var blob = biggest(data("images", "blobs", "sha256"));
            Files.writeString(blob, "not what it was");

            var found = check(false);
            var repaired = check(true);

            assertThat(damages(found)).containsExactly("BLOB_CORRUPT");
            assertThat(found.getFirst().get("Open").asBoolean()).isTrue();
            assertThat(repaired.getFirst().get("Remedy").asString()).isEqualTo("FETCHED");
            assertThat(check(false)).isEmpty();
            docker.ok("rmi", name);
        }
    }

    @Test
    void a_blob_that_nobody_has_stays_a_finding() throws IOException {
        Files.delete(biggest(data("images", "blobs", "sha256")));

        var repaired = check(true);

        assertThat(damages(repaired)).containsExactly("BLOB_MISSING");
        assertThat(repaired.getFirst().get("Open").asBoolean()).isTrue();
        assertThat(docker.ok("run", "--rm", BusyboxImage.NAME, "echo", "runs")).isEqualTo("runs");
    }
}
