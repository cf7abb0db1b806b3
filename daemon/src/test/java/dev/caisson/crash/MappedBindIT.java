package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Binds whose files seem to be somebody else's.
@Tag("kernel")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MappedBindIT {
    private static final String SHOWN = "cd /m && stat -c '%n %u:%g' *";

    private DaemonProcess daemon;
    private EngineApi api;
    private Path source;

    @BeforeAll
    void startDaemon() {
        daemon = DaemonProcess.start();
        api = daemon.api();
        api.load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    void endDaemon() {
        daemon.close();
    }

    @BeforeEach
    void makeFiles() throws IOException {
        source = Files.createTempDirectory(daemon.files(), "bind");
        for (var owner : List.of(0, 500, 1000, 70000)) {
            var file = Files.writeString(source.resolve("of" + owner), "x");
            own(file, owner, owner);
        }
    }

    private static void own(Path file, int uid, int gid) throws IOException {
        Files.setAttribute(file, "unix:uid", uid);
        Files.setAttribute(file, "unix:gid", gid);
    }

    private static String owner(Path file) throws IOException {
        return Files.getAttribute(file, "unix:uid") + ":" + Files.getAttribute(file, "unix:gid");
    }

    private Map<String, Object> mapped(Path from, String map) {
        var bind =
                Map.of(
                        "Type",
                        "bind",
                        "Source",
                        from.toString(),
                        "Target",
                        "/m",
                        "BindOptions",
                        Map.of("IdMap", map));
        return Map.of("Mounts", List.of(bind));
    }

    @Test
    void owners_are_shown_as_asked_and_new_files_get_those_of_the_host() throws IOException {
        var map = mapped(source, "uids=0-1000-1#500-0-1#1000-500-1;gids=0-7-1#500-0-1#1000-9-1");

        var outcome = api.outcome(map, "sh", "-c", SHOWN + "; touch /m/made; chown 500:9 /m/of500");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .isEqualTo(
                        """
                        of0 1000:7
                        of1000 500:9
                        of500 0:0
                        of70000 65534:65534
                        """);
        assertThat(owner(source.resolve("made"))).isEqualTo("500:500");
        assertThat(owner(source.resolve("of500"))).isEqualTo("1000:1000");
        assertThat(owner(source.resolve("of0"))).isEqualTo("0:0");
    }

    @Test
    void the_owner_of_the_source_is_the_user_of_the_container() throws IOException {
        own(source, 500, 500);
        var id =
                api.create(
                        Map.of("User", "app"),
                        mapped(source, "owner"),
                        "sh",
                        "-c",
                        SHOWN + "; echo mine > /m/made && echo more >> /m/of500");

        api.start(id);

        assertThat(api.await(id)).as(api.errors(id)).isZero();
        assertThat(api.output(id))
                .isEqualTo("of0 0:0\nof1000 500:500\nof500 1000:1000\nof70000 70000:70000\n");
        assertThat(owner(source.resolve("made"))).isEqualTo("500:500");
        assertThat(api.inspect(id).at("/HostConfig/Mounts/0/BindOptions/IdMap").asString())
                .isEqualTo("owner");
        api.remove(id);
    }

    @Test
    void a_copy_into_a_container_that_does_not_run_is_mapped_as_well() throws IOException {
        own(source, 500, 500);
        var id = api.create(Map.of(), mapped(source, "uids=500-0-1;gids=500-0-1"), "true");
        var archive = daemon.files().resolve("copy.tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            tar.putArchiveEntry(new TarArchiveEntry("copied"));
            tar.closeArchiveEntry();
        }

        var answer = api.client().upload("PUT", "/containers/" + id + "/archive?path=/m", archive);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(owner(source.resolve("copied"))).isEqualTo("500:500");
        api.remove(id);
    }

    @Test
    void a_file_system_that_cannot_is_named_and_nothing_is_left() {
        var id = api.create(Map.of(), mapped(Path.of("/sys/kernel"), "uids=0-1-1"), "true");

        var answer = api.client().post("/containers/" + id + "/start", null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .contains("cannot map the owners of /sys/kernel")
                .contains("does not allow it on this kernel");
        assertThat(api.inspect(id).at("/State/Status").asString()).isEqualTo("created");
        assertThat(daemon.traces()).isEqualTo(Traces.none());
        api.remove(id);
    }

    @Test
    void what_is_no_map_is_refused_when_the_container_is_made() {
        var request = EngineApi.request(Map.of(), mapped(source, "uids=1-2"), "true");

        var answer = api.client().post("/containers/create", request);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("invalid idmap: 1-2: not a range");
    }
}
