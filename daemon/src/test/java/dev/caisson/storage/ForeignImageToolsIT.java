package dev.caisson.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.Image;
import dev.caisson.image.ImageStore;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.store.LayoutImageStore;
import dev.caisson.sys.Syscalls;
import dev.caisson.system.HostTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's skopeo and umoci read what the store keeps and saves, and the store loads what they
/// write. Needs root.
@Tag("foreign")
class ForeignImageToolsIT {
    private static final String NAME = "docker.io/library/thing:1";

    @TempDir Path directory;
    private LayoutImageStore store;
    private Image image;

    @BeforeEach
    void loadAnImage() throws IOException {
        store = open("images");
        var lower = new Tars().directory("etc").file("etc/gone", "A").bytes();
        var upper = new Tars().file("etc/kept", "B").file("etc/.wh.gone", "").bytes();
        var config = Archives.config("", Tars.digest(lower), Tars.digest(upper));
        var archive = Archives.docker(config, "[\"thing:1\"]", List.of(Tars.gzip(lower), upper));
        Files.write(directory.resolve("in.tar"), archive);
        image = load(store, "in.tar");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private LayoutImageStore open(String name) throws IOException {
        return LayoutImageStore.open(
                directory.resolve(name),
                new LayerDirectories(Syscalls.real(), directory.resolve(name + "-layers")),
                LayerLimits.defaults(),
                Clock.systemUTC());
    }

    private Image load(ImageStore into, String tar) throws IOException {
        try (var in = Files.newInputStream(directory.resolve(tar))) {
            return into.load(in, ImageStore.LoadProgress.none()).getFirst().image();
        }
    }

    private String run(String... command) {
        return HostTools.run(directory, command);
    }

    @Test
    void umoci_unpacks_the_store_itself() throws Exception {
        assertThat(run("umoci", "ls", "--layout", "images")).contains(NAME);

        run("umoci", "unpack", "--image", "images:" + NAME, "bundle");

        assertThat(directory.resolve("bundle/rootfs/etc/kept")).hasContent("B");
        assertThat(directory.resolve("bundle/rootfs/etc/gone")).doesNotExist();
    }

    @Test
    void skopeo_reads_the_store_and_the_saved_tar_in_both_its_forms() throws Exception {
        try (var out = Files.newOutputStream(directory.resolve("save.tar"))) {
            store.save(List.of("thing:1"), out);
        }

        for (var source :
                List.of(
                        "oci:images:" + NAME,
                        "oci-archive:save.tar:1",
                        "docker-archive:save.tar:thing:1")) {
            var config = run("skopeo", "inspect", "--config", "--raw", source);
            assertThat(Tars.digest(config.getBytes(StandardCharsets.UTF_8)))
                    .as(source)
                    .isEqualTo(image.id().digest());
        }
    }

    @Test
    void what_skopeo_writes_is_loaded_as_the_same_image() throws Exception {
        for (var form : List.of("oci-archive", "docker-archive")) {
            var tar = form + ".tar";
            run("skopeo", "copy", "-q", "oci:images:" + NAME, form + ":" + tar + ":sk/thing:9");

            try (var other = open(form)) {
                assertThat(load(other, tar).id()).isEqualTo(image.id());
                assertThat(other.layerDirectories(other.resolve("sk/thing:9"))).hasSize(2);
            }
        }
    }
}
