package dev.caisson.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.store.LayoutImageStore;
import dev.caisson.sys.Syscalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The image store over real layer directories, on a small file system that gets full. Needs root.
@Tag("kernel")
class ImageStoreOnDiskIT {
    private static final int SIZE = 4 << 20;

    private final Syscalls syscalls = Syscalls.real();
    @TempDir Path directory;
    private Path small;

    @BeforeEach
    void mountSmallFilesystem() throws IOException {
        small = Files.createDirectory(directory.resolve("caisson-small"));
        syscalls.mount("caisson-test", small.toString(), "tmpfs", 0, "size=" + SIZE);
    }

    @AfterEach
    void unmount() {
        syscalls.umount2(small.toString(), 0);
    }

    private static byte[] noise(int size) {
        var noise = new byte[size];
        new Random(size).nextBytes(noise);
        return noise;
    }

    private static byte[] archive(byte[] layer) {
        var config = Archives.config("", Tars.digest(layer));
        return Archives.docker(config, "[\"thing:1\"]", List.of(layer));
    }

    private LayoutImageStore open(Path images, Path layers) throws IOException {
        return LayoutImageStore.open(
                images,
                new LayerDirectories(syscalls, layers),
                LayerLimits.defaults(),
                Clock.systemUTC());
    }

    private static void load(ImageStore store, byte[] archive) throws IOException {
        store.load(new ByteArrayInputStream(archive), ImageStore.LoadProgress.none());
    }

    private static void assertDiskFull(ImageStore store, byte[] archive) {
        assertThatThrownBy(() -> load(store, archive))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        fault -> assertThat(fault.code()).isEqualTo(FaultCode.DISK_FULL));
        assertThat(store.list(ImageFilters.all())).isEmpty();
    }

    @Test
    void a_disk_full_of_layers_is_said_and_leaves_nothing() throws IOException {
        try (var store = open(directory.resolve("images"), small.resolve("layers"))) {
            assertDiskFull(store, archive(new Tars().file("big", noise(SIZE + 1)).bytes()));

            assertThat(small.resolve("layers")).isEmptyDirectory();
            assertThat(directory.resolve("images/blobs/sha256")).isEmptyDirectory();
            load(store, archive(new Tars().file("small", "fits").bytes()));
        }
    }

    @Test
    void a_disk_full_of_blobs_is_said_and_leaves_nothing() throws IOException {
        try (var store = open(small.resolve("images"), directory.resolve("layers"))) {
            assertDiskFull(store, archive(new Tars().file("big", noise(SIZE + 1)).bytes()));

            assertThat(small.resolve("images/blobs/sha256")).isEmptyDirectory();
            assertThat(small.resolve("images/ingest")).isEmptyDirectory();
            load(store, archive(new Tars().file("small", "fits").bytes()));
        }
    }

    @Test
    void layers_survive_a_restart_and_what_a_crash_left_does_not() throws IOException {
        var layers = small.resolve("layers");
        try (var store = open(directory.resolve("images"), layers)) {
            load(store, archive(new Tars().file("file", "x").bytes()));
        }
        Files.createDirectories(layers.resolve(".half/tree/deep"));
        Files.writeString(directory.resolve("images/ingest/half"), "x");

        try (var store = open(directory.resolve("images"), layers)) {
            var image = store.resolve("thing:1");

            assertThat(store.layerDirectories(image).getFirst().resolve("file")).hasContent("x");
            assertThat(layers.resolve(".half")).doesNotExist();
            assertThat(directory.resolve("images/ingest")).isEmptyDirectory();
            store.remove("thing:1", ImageStore.Removal.GENTLE, ImageUse.none());
            assertThat(layers).isEmptyDirectory();
        }
    }

    @Test
    void a_layer_that_was_perhaps_not_on_disk_when_the_machine_went_down_is_made_again()
            throws IOException {
        var layers = small.resolve("layers");
        var tar = new Tars().file("file", "x").bytes();
        var layer = layers.resolve(Tars.digest(tar).hex());
        try (var store = open(directory.resolve("images"), layers)) {
            load(store, archive(tar));
        }
        assertThat(layer.resolve("fresh")).doesNotExist();
        Files.writeString(layer.resolve("fresh"), "another boot");
        Files.writeString(layer.resolve("tree/file"), "");

        try (var store = open(directory.resolve("images"), layers)) {
            assertThat(layer.resolve("tree/file")).hasContent("x");
            assertThat(store.check(false, ImageUse.none())).isEmpty();
        }
        assertThat(layer.resolve("fresh")).doesNotExist();
    }
}
