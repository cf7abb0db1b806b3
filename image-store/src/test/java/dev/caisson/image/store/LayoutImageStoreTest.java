package dev.caisson.image.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Conflict;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.BuiltInImage;
import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageStore.Removal;
import dev.caisson.image.ImageUse;
import dev.caisson.image.Platform;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.PathLayerTrees;
import dev.caisson.image.layer.Tars;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutImageStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final byte[] lower = new Tars().file("a", "A").file("both", "low").bytes();
    private final byte[] upper = new Tars().file("b", "B").file("both", "high").bytes();
    private final byte[] config =
            Archives.config(
                    "\"Cmd\":[\"sh\"],\"Labels\":{\"k\":\"v\"}",
                    Tars.digest(lower),
                    Tars.digest(upper));

    @TempDir Path directory;
    private PathLayerTrees trees;
    private LayoutImageStore store;

    @BeforeEach
    void open() throws IOException {
        trees = new PathLayerTrees(directory.resolve("layers"));
        store = reopened();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private LayoutImageStore reopened() throws IOException {
        return LayoutImageStore.open(
                directory.resolve("images"),
                trees,
                LayerLimits.defaults(),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Image load(byte[] archive) throws IOException {
        return store.load(new ByteArrayInputStream(archive), ImageStore.LoadProgress.none())
                .getFirst()
                .image();
    }

    private Image loadBoth(String tags) throws IOException {
        return load(Archives.docker(config, tags, List.of(lower, upper)));
    }

    private List<Path> blobs() throws IOException {
        try (var files = Files.list(directory.resolve("images/blobs/sha256"))) {
            return files.toList();
        }
    }

    private static ImageUse used(String container, boolean running) {
        return new ImageUse() {
            @Override
            public List<User> usersOf(ImageId image) {
                return List.of(new User(container, "thing:2", running));
            }

            @Override
            public Set<Digest> layersInUse() {
                return Set.of();
            }
        };
    }

    @Test
    void a_docker_archive_becomes_an_image_with_its_layers_unpacked() throws IOException {
        var image = loadBoth("[\"thing:1\",\"thing:2\"]");

        assertThat(image.id()).isEqualTo(new ImageId(Tars.digest(config)));
        assertThat(image.tags().stream().map(ImageReference::familiar))
                .containsExactly("thing:1", "thing:2");
        assertThat(image.size()).isEqualTo(9);
        assertThat(image.lastTagged()).isEqualTo(NOW);
        assertThat(image.config().defaults().command().cmd()).containsExactly("sh");
        var directories = store.layerDirectories(image);
        assertThat(directories.getFirst().resolve("both")).hasContent("high");
        assertThat(directories.getLast().resolve("a")).hasContent("A");
        // Two layers, configuration, manifest: the VERSION file is dropped again.
        assertThat(blobs()).hasSize(4);
    }

    @Test
    void compressed_layers_and_a_compressed_archive_are_the_same_image() throws IOException {
        var archive =
                Archives.docker(
                        config, "[\"thing:1\"]", List.of(Tars.gzip(lower), Tars.zstd(upper)));

        var image = load(Tars.zstd(archive));

        assertThat(image.id()).isEqualTo(new ImageId(Tars.digest(config)));
        assertThat(store.layerDirectories(image)).hasSize(2);
    }

    @Test
    void what_is_loaded_is_there_after_a_restart() throws IOException {
        var image = loadBoth("[\"thing:1\"]");
        store.close();

        store = reopened();

        assertThat(store.resolve("thing:1")).isEqualTo(image);
        assertThat(store.damage()).isEmpty();
    }

    @Test
    void an_image_is_found_by_name_id_and_prefix() throws IOException {
        var image = loadBoth("[\"thing\"]");

        assertThat(store.resolve("thing")).isEqualTo(image);
        assertThat(store.resolve("docker.io/library/thing:latest")).isEqualTo(image);
        assertThat(store.resolve(image.id().toString())).isEqualTo(image);
        assertThat(store.resolve(image.id().digest().hex())).isEqualTo(image);
        assertThat(store.resolve(image.id().shortForm())).isEqualTo(image);
        assertThat(store.find("other")).isEmpty();
        assertThatThrownBy(() -> store.resolve("other"))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: other:latest");
    }

    @Test
    void a_save_is_reproducible_and_loads_as_the_same_image() throws IOException {
        var image = loadBoth("[\"thing:1\",\"thing:2\"]");
        var first = new ByteArrayOutputStream();
        var second = new ByteArrayOutputStream();

        store.save(List.of("thing"), first);
        store.save(List.of("thing"), second);
        store.remove(image.id().toString(), Removal.FORCED, ImageUse.none());
        var again = load(first.toByteArray());

        assertThat(first.toByteArray()).isEqualTo(second.toByteArray());
        assertThat(again).isEqualTo(image);
    }

    @Test
    void a_save_of_a_missing_image_writes_nothing() throws IOException {
        loadBoth("[\"thing\"]");
        var out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> store.save(List.of("thing", "other"), out))
                .isInstanceOf(NotFound.class);

        assertThat(out.size()).isZero();
    }

    @Test
    void removing_the_last_name_removes_the_image_and_all_its_parts() throws IOException {
        var image = loadBoth("[\"thing:1\"]");
        store.tag("thing:1", ImageReference.parse("other"));

        var first = store.remove("thing:1", Removal.GENTLE, ImageUse.none());
        var second = store.remove("other", Removal.GENTLE, ImageUse.none());

        assertThat(first).containsExactly(new ImageChange.Untagged(image.id(), "thing:1"));
        assertThat(second)
                .containsExactly(
                        new ImageChange.Untagged(image.id(), "other:latest"),
                        new ImageChange.Deleted(image.id()));
        assertThat(blobs()).isEmpty();
        assertThat(trees.all()).isEmpty();
        assertThat(store.list(ImageFilters.all())).isEmpty();
    }

    @Test
    void a_name_of_an_image_in_use_is_removed_only_by_force() throws IOException {
        var image = loadBoth("[\"thing:1\"]");
        var use = used("0123456789abcdef", false);

        assertThatThrownBy(() -> store.remove("thing:1", Removal.GENTLE, use))
                .isInstanceOf(Conflict.class)
                .hasMessage(
                        "conflict: unable to remove repository reference \"thing:1\" (must force)"
                                + " - container 0123456789ab is using its referenced image "
                                + image.id().shortForm());
        assertThat(store.remove("thing:1", Removal.FORCED, use))
                .contains(new ImageChange.Deleted(image.id()));
    }

    @Test
    void an_image_with_several_names_is_removed_by_id_only_by_force() throws IOException {
        var image = loadBoth("[\"thing:1\",\"other:1\"]");

        assertThatThrownBy(
                        () -> store.remove(image.id().shortForm(), Removal.GENTLE, ImageUse.none()))
                .isInstanceOf(Conflict.class)
                .hasMessage(
                        "conflict: unable to delete "
                                + image.id().shortForm()
                                + " (must be forced) - image is referenced in multiple"
                                + " repositories");
        assertThatThrownBy(
                        () ->
                                store.remove(
                                        image.id().shortForm(),
                                        Removal.FORCED,
                                        used("0123456789abcdef", true)))
                .isInstanceOf(Conflict.class)
                .hasMessage(
                        "conflict: unable to delete "
                                + image.id().shortForm()
                                + " (cannot be forced) - image is being used by running container"
                                + " 0123456789ab");
    }

    @Test
    void a_layer_that_another_image_has_stays() throws IOException {
        var image = loadBoth("[\"thing:1\"]");
        var small = Archives.config("", Tars.digest(lower));
        load(Archives.docker(small, "[\"small:1\"]", List.of(lower)));

        store.remove(image.id().toString(), Removal.GENTLE, ImageUse.none());

        assertThat(store.layerDirectories(store.resolve("small:1"))).hasSize(1);
        assertThat(trees.all()).hasSize(1);
    }

    @Test
    void a_lease_keeps_the_layers_of_a_removed_image() throws IOException {
        var image = loadBoth("[\"thing:1\"]");

        try (var lease = store.lease(image)) {
            var directories = lease.layerDirectories();
            store.remove("thing:1", Removal.GENTLE, ImageUse.none());
            assertThat(directories).allMatch(Files::isDirectory);
        }

        assertThat(store.sweep(ImageUse.none())).isPositive();
        assertThat(trees.all()).isEmpty();
        assertThatThrownBy(() -> store.lease(image)).isInstanceOf(NotFound.class);
    }

    @Test
    void a_new_image_takes_the_name_and_leaves_the_old_one_dangling() throws IOException {
        var old = loadBoth("[\"thing:1\"]");
        var small = Archives.config("", Tars.digest(lower));

        var loaded =
                store.load(
                        new ByteArrayInputStream(
                                Archives.docker(small, "[\"thing:1\"]", List.of(lower))),
                        ImageStore.LoadProgress.none());

        assertThat(loaded.getFirst().replaced())
                .containsExactly(
                        new ImageStore.Replaced(ImageReference.parse("thing:1"), old.id()));
        assertThat(store.list(ImageFilters.danglingOnly()).stream().map(Image::id))
                .containsExactly(old.id());
        var pruned = store.prune(ImageFilters.danglingOnly(), ImageUse.none());
        assertThat(pruned.changes()).containsExactly(new ImageChange.Deleted(old.id()));
        assertThat(pruned.reclaimed()).isPositive();
        assertThat(store.list(ImageFilters.all())).hasSize(1);
    }

    @Test
    void an_image_in_use_loses_the_names_that_nobody_asked_for() throws IOException {
        var image = loadBoth("[\"thing:1\",\"thing:2\",\"other:3\"]");

        var pruned = store.prune(ImageFilters.all(), used("c".repeat(64), true));

        assertThat(pruned.changes())
                .containsExactly(
                        new ImageChange.Untagged(image.id(), "other:3"),
                        new ImageChange.Untagged(image.id(), "thing:1"));
        assertThat(store.resolve("thing:2").tags())
                .containsExactly(ImageReference.parse("thing:2"));
    }

    @Test
    void an_image_used_by_its_id_keeps_the_last_of_its_names() throws IOException {
        var image = loadBoth("[\"a:2\",\"a:1\"]");

        var pruned = store.prune(ImageFilters.all(), used("c".repeat(64), false));

        assertThat(pruned.changes()).containsExactly(new ImageChange.Untagged(image.id(), "a:1"));
        assertThat(store.prune(ImageFilters.all(), used("c".repeat(64), false)).changes())
                .isEmpty();
    }

    @Test
    void an_image_that_is_brought_along_is_not_pruned() throws IOException {
        var image = loadBoth("[\"thing:1\"]");
        store.spare(ImageReference.parse("thing:1"));

        assertThat(store.prune(ImageFilters.all(), ImageUse.none()).changes()).isEmpty();

        store.remove("thing:1", Removal.GENTLE, ImageUse.none());
        assertThat(store.find(image.id().toString())).isEmpty();
    }

    @Test
    void a_layer_with_a_wrong_digest_leaves_nothing() throws IOException {
        var archive = Archives.docker(config, "[\"thing:1\"]", List.of(lower, lower));

        assertThatThrownBy(() -> load(archive))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("layer " + Tars.digest(upper) + " is damaged");

        assertThat(store.list(ImageFilters.all())).isEmpty();
        assertThat(blobs()).isEmpty();
        assertThat(directory.resolve("images/ingest")).isEmptyDirectory();
    }

    @Test
    void a_truncated_archive_leaves_nothing() throws IOException {
        var archive = Archives.docker(config, "[\"thing:1\"]", List.of(lower, upper));
        var half = Arrays.copyOf(archive, archive.length / 2 + 100);

        assertThatThrownBy(() -> load(half))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("invalid image archive");

        assertThat(blobs()).isEmpty();
        assertThat(directory.resolve("images/ingest")).isEmptyDirectory();
    }

    @Test
    void the_built_in_image_is_added_once() {
        var builtIn =
                new BuiltInImage(
                        ImageReference.parse("caisson/hello"),
                        new Platform("linux", "amd64", ""),
                        Instant.EPOCH,
                        ContainerDefaults.none(),
                        "hello",
                        ByteBuffer.wrap("\177ELF".getBytes(UTF_8)));

        var first = store.addBuiltIn(builtIn);
        var second = store.addBuiltIn(builtIn);

        assertThat(second).isEqualTo(first);
        assertThat(store.layerDirectories(first).getFirst().resolve("hello")).hasContent("\177ELF");
        assertThat(store.history("caisson/hello", null).getFirst().id()).isEqualTo(first.id());
    }
}
