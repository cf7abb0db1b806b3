package dev.caisson.image.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.StoreFinding;
import dev.caisson.image.StoreFinding.Damage;
import dev.caisson.image.StoreFinding.Remedy;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.PathLayerTrees;
import dev.caisson.image.layer.Tars;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store is damaged in each way there is, and looked at.
class StoreCheckTest {
    private final byte[] lower = new Tars().file("a", "A").bytes();
    private final byte[] upper = new Tars().file("b", "B").bytes();

    @TempDir Path directory;
    private PathLayerTrees trees;
    private LayoutImageStore store;
    private Image image;

    @BeforeEach
    void open() throws IOException {
        trees = new PathLayerTrees(directory.resolve("layers"));
        store =
                LayoutImageStore.open(
                        directory.resolve("images"),
                        trees,
                        LayerLimits.defaults(),
                        Clock.systemUTC());
        var config = Archives.config("", Tars.digest(lower), Tars.digest(upper));
        var archive = Archives.docker(config, "[\"thing:1\"]", List.of(lower, upper));
        image =
                store.load(new ByteArrayInputStream(archive), ImageStore.LoadProgress.none())
                        .getFirst()
                        .image();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path blob(Digest digest) {
        return directory.resolve("images/blobs/sha256").resolve(digest.hex());
    }

    private StoreFinding only(boolean repair) {
        var findings = store.check(repair, ImageUse.none());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    private void assertClean() {
        assertThat(store.check(false, ImageUse.none())).isEmpty();
    }

    @Test
    void a_sound_store_has_no_findings() {
        assertClean();
    }

    @Test
    void a_corrupt_blob_is_discarded_and_says_so() throws IOException {
        Files.writeString(blob(Tars.digest(upper)), "something else");

        var found = only(false);
        var repaired = only(true);

        assertThat(found.damage()).isEqualTo(Damage.BLOB_CORRUPT);
        assertThat(found.remedy()).isEqualTo(Remedy.NONE);
        assertThat(repaired.remedy()).isEqualTo(Remedy.DISCARDED);
        assertThat(repaired.isOpen()).isTrue();
        assertThat(blob(Tars.digest(upper))).doesNotExist();
        assertThat(only(false).damage()).isEqualTo(Damage.BLOB_MISSING);
    }

    @Test
    void a_corrupt_configuration_makes_the_image_unreadable() throws IOException {
        Files.writeString(blob(image.id().digest()), "{}");

        assertThat(store.check(false, ImageUse.none()))
                .extracting(StoreFinding::damage)
                .containsExactly(Damage.BLOB_CORRUPT, Damage.IMAGE_UNREADABLE);
        assertThat(store.check(true, ImageUse.none())).allMatch(StoreFinding::isOpen);
    }

    @Test
    void a_missing_layer_is_made_again_from_its_blob() throws IOException {
        trees.remove(Tars.digest(lower));

        assertThat(only(false).damage()).isEqualTo(Damage.LAYER_MISSING);
        assertThat(only(true).remedy()).isEqualTo(Remedy.MADE_AGAIN);
        assertThat(store.layerDirectories(image).getLast().resolve("a")).hasContent("A");
        assertClean();
    }

    @Test
    void a_layer_with_another_content_is_made_again_unless_a_container_runs_on_it()
            throws IOException {
        var layer = store.layerDirectories(image).getFirst();
        Files.writeString(layer.resolve("b"), "X");
        var running =
                new ImageUse() {
                    @Override
                    public List<User> usersOf(ImageId id) {
                        return List.of();
                    }

                    @Override
                    public Set<Digest> layersInUse() {
                        return Set.of(Tars.digest(upper));
                    }
                };

        assertThat(store.check(true, running))
                .extracting(StoreFinding::damage, StoreFinding::remedy)
                .containsExactly(tuple(Damage.LAYER_DIFFERS, Remedy.NONE));
        assertThat(only(true).remedy()).isEqualTo(Remedy.MADE_AGAIN);
        assertThat(store.layerDirectories(image).getFirst().resolve("b")).hasContent("B");
        assertClean();
    }

    @Test
    void what_nothing_needs_is_removed() throws IOException {
        var orphan = "nobody's".getBytes(UTF_8);
        Files.write(blob(Tars.digest(orphan)), orphan);
        Files.writeString(directory.resolve("images/ingest/left"), "x");
        Files.writeString(
                directory.resolve("images/partial").resolve(Tars.digest(orphan).hex()), "x");
        try (var staging = trees.begin(Tars.digest(orphan))) {
            var _ = staging.commit(0, false);
        }

        var found = store.check(true, ImageUse.none());

        assertThat(found)
                .extracting(StoreFinding::damage)
                .containsExactly(Damage.BLOB_UNNEEDED, Damage.LAYER_UNNEEDED, Damage.TEMPORARY);
        assertThat(found).noneMatch(StoreFinding::isOpen);
        assertClean();
        assertThat(directory.resolve("images/partial")).isEmptyDirectory();
        assertThat(trees.all()).hasSize(2);
    }

    @Test
    void what_a_running_operation_holds_is_no_garbage() throws IOException {
        try (var _ = store.lease(image)) {
            store.remove("thing:1", ImageStore.Removal.GENTLE, ImageUse.none());

            assertClean();
        }
        assertThat(store.check(false, ImageUse.none())).hasSize(6);
    }

    @Test
    void room_is_made_with_images_that_have_no_name_the_oldest_first() throws IOException {
        store.tag("thing:1", ImageReference.parse("kept:1"));
        var other = Archives.config("", Tars.digest(lower));
        store.load(
                new ByteArrayInputStream(Archives.docker(other, "[\"kept:1\"]", List.of(lower))),
                ImageStore.LoadProgress.none());
        store.remove("thing:1", ImageStore.Removal.GENTLE, ImageUse.none());
        store.load(
                new ByteArrayInputStream(
                        Archives.docker(
                                Archives.config("\"User\":\"u\"", Tars.digest(lower)),
                                "[\"kept:1\"]",
                                List.of(lower))),
                ImageStore.LoadProgress.none());

        var pruned = store.reclaim(1, ImageUse.none());

        assertThat(pruned.reclaimed()).isPositive();
        assertThat(store.list(ImageFilters.danglingOnly())).isEmpty();
        assertThat(store.find("kept:1")).isPresent();
    }
}
