package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Mounts and volumes as others have got out by them; each case names its CVEs. Nothing of the host
/// is read, written or mounted upon.
@Tag("kernel")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileMountIT {
    private static final int ROUNDS = 25;

    private DaemonProcess daemon;
    private EngineApi api;
    private Path host;

    @BeforeAll
    void startEngine() {
        daemon = DaemonProcess.start();
        api = daemon.api();
        api.load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    void endEngine() {
        daemon.close();
    }

    @BeforeEach
    void makeHost() throws IOException {
        host = Files.createTempDirectory(daemon.files(), "host");
        Files.writeString(host.resolve("secret"), "of the host");
    }

    @AfterEach
    void nothingOfTheHostHasChanged() throws IOException {
        api.containers().forEach(api::remove);
        api.client().post("/volumes/prune?filters={\"all\":[\"true\"]}", null);
        try (var left = Files.list(host)) {
            assertThat(left.map(each -> each.getFileName().toString())).containsExactly("secret");
        }
        assertThat(host.resolve("secret")).hasContent("of the host");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(" " + host);
    }

    private Path data(String volume) {
        return daemon.dataRoot().resolve("volumes/" + volume + "/_data");
    }

    /// CVE-2022-23648: the files of the host at such a place were copied into the volume.
    @Test
    void a_volume_of_an_image_that_leads_upwards_is_one_inside() throws IOException {
        var upwards = "/bin/../../../../.." + host;
        var config = Map.<String, Object>of("Volumes", Map.of(upwards, Map.of()));
        var id = api.create(config, Map.of(), "ls", "-A", host.toString());

        api.start(id);

        assertThat(api.await(id)).isZero();
        assertThat(api.output(id)).isEmpty();
        assertThat(api.inspect(id).at("/Mounts/0/Destination").asString())
                .isEqualTo(host.toString());
        var relative = Map.<String, Object>of("Volumes", Map.of("../.." + host, Map.of()));
        var refused =
                api.client()
                        .post("/containers/create", EngineApi.request(relative, Map.of(), "true"));
        assertThat(refused.status()).isEqualTo(400);
    }

    /// CVE-2020-1726: files of the image were written over those of a volume.
    @Test
    void files_of_the_image_go_into_an_empty_volume_only() throws IOException {
        for (var name : List.of("file", "link", "hidden")) {
            api.client().post("/volumes/create", Map.of("Name", name));
        }
        Files.writeString(data("file").resolve("passwd"), "mine");
        Files.createSymbolicLink(data("link").resolve("passwd"), host.resolve("secret"));
        Files.createFile(data("hidden").resolve(".keep"));

        for (var name : List.of("file", "link", "hidden")) {
            var mount = Map.<String, Object>of("Binds", List.of(name + ":/etc"));
            var _ = api.create(Map.of(), mount, "true");
            try (var there = Files.list(data(name))) {
                assertThat(there).as(name).hasSize(1);
            }
        }
        assertThat(data("file").resolve("passwd")).hasContent("mine");
    }

    /// CVE-2021-30465, CVE-2024-45310, CVE-2026-42306: what is mounted, or made to be mounted upon,
    /// in a volume that another container changes.
    @Test
    void a_destination_that_is_exchanged_for_a_link_never_reaches_the_host() throws IOException {
        api.client().post("/volumes/create", Map.of("Name", "shared"));
        Files.createDirectory(data("shared").resolve("here"));
        Files.createSymbolicLink(data("shared").resolve("link"), host);
        var file = Files.writeString(daemon.files().resolve("bound"), "bound");
        var mounts =
                Map.<String, Object>of(
                        "Binds",
                        List.of("shared:/v", "other:/v/here/deep", file + ":/v/here/bound"));
        var one = data("shared").resolve("here").toString();
        int started = 0;

        try (var _ = new Exchange(one, data("shared").resolve("link").toString())) {
            for (int i = 0; i < ROUNDS; i++) {
                var id = api.create(Map.of(), mounts, "true");
                var answer = api.client().post("/containers/" + id + "/start", null);
                assertThat(answer.status()).as(answer.text()).isIn(204, 400, 500);
                if (answer.status() == 204) {
                    started++;
                    api.await(id);
                }
                api.remove(id);
            }
        }

        assertThat(started).isPositive();
    }

    /// CVE-2023-0778: a link put in the place of a file while a volume is exported.
    @Test
    void a_volume_that_changes_while_it_is_read_gives_nothing_of_the_host() throws IOException {
        api.client().post("/volumes/create", Map.of("Name", "data"));
        var top = data("data");
        for (var name : List.of("file", "tree")) {
            if (name.equals("file")) Files.writeString(top.resolve("file"), "inside");
            else
                Files.writeString(Files.createDirectory(top.resolve("tree")).resolve("secret"), "");
        }
        Files.createSymbolicLink(top.resolve("to-file"), host.resolve("secret"));
        Files.createSymbolicLink(top.resolve("to-tree"), host);

        try (var _ = new Exchange(top + "/file", top + "/to-file");
                var _ = new Exchange(top + "/tree", top + "/to-tree")) {
            for (int i = 0; i < ROUNDS; i++) {
                var tar = api.client().get("/caisson/volumes/data/archive");
                assertThat(tar.status()).isEqualTo(200);
                assertThat(tar.text()).doesNotContain("of the host");
                var copy = "copy" + i;
                var cloned = api.client().post("/caisson/volumes/data/clone?name=" + copy, null);
                if (cloned.status() != 201) continue;
                assertNoneOfTheHost(data(copy));
            }
        }
    }

    private static void assertNoneOfTheHost(Path copy) throws IOException {
        try (var all = Files.walk(copy)) {
            for (var each : all.filter(Files::isRegularFile).toList()) {
                if (Files.isSymbolicLink(each)) continue;
                assertThat(each).content().isNotEqualTo("of the host");
            }
        }
    }

    /// CVE-2024-9407: options of a mount were passed on unread.
    @Test
    void a_propagation_is_one_of_six_words() {
        for (var word : List.of("rslave,exec", "shared ", "RSLAVE", "../..", "bind")) {
            var mount =
                    Map.of(
                            "Type",
                            "bind",
                            "Source",
                            host.toString(),
                            "Target",
                            "/m",
                            "BindOptions",
                            Map.of("Propagation", word));
            var request = EngineApi.request(Map.of(), Map.of("Mounts", List.of(mount)), "true");

            var answer = api.client().post("/containers/create", request);

            assertThat(answer.status()).as(word).isEqualTo(400);
            assertThat(answer.text()).contains("invalid propagation mode: " + word);
        }
    }
}
