package dev.caisson.image.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageManifest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageStore.Removal;
import dev.caisson.image.ImageUse;
import dev.caisson.image.Platform;
import dev.caisson.image.StoreFinding;
import dev.caisson.image.archive.Layouts;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.PathLayerTrees;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An index of images for several platforms, as one image.
class SeveralPlatformsTest {
    private static final Platform OWN = Platform.host();
    private static final Platform OTHER = Platform.parse("linux/s390x");
    private static final Platform THIRD = Platform.parse("linux/arm/v6");

    private final Layouts layout = new Layouts();
    private final Layouts.Made own = layout.image(OWN, "own");
    private final Layouts.Made other = layout.image(OTHER, "other");

    @TempDir Path directory;
    private PathLayerTrees trees;
    private LayoutImageStore store;

    @BeforeEach
    void open() throws IOException {
        trees = new PathLayerTrees(directory.resolve("layers"));
        store = reopened();
    }

    private LayoutImageStore reopened() throws IOException {
        return LayoutImageStore.open(
                directory.resolve("images"), trees, LayerLimits.defaults(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Image loaded(byte[] archive, Platform... platform) throws IOException {
        var wanted = platform.length == 0 ? null : platform[0];
        return store.load(new ByteArrayInputStream(archive), wanted, ImageStore.LoadProgress.none())
                .getFirst()
                .image();
    }

    private byte[] saved(Platform... platform) throws IOException {
        var out = new ByteArrayOutputStream();
        store.save(List.of("multi:1"), platform.length == 0 ? null : platform[0], out);
        return out.toByteArray();
    }

    private static void assertFault(FaultCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }

    private List<Path> blobs() throws IOException {
        try (var files = Files.list(directory.resolve("images/blobs/sha256"))) {
            return files.toList();
        }
    }

    @Test
    void an_index_is_one_image_that_stands_for_the_host_s() throws IOException {
        var index = layout.index(own, other);

        var image = loaded(layout.archive(index, "multi:1"));

        assertThat(image.id()).isEqualTo(own.id());
        assertThat(image.target().digest()).isEqualTo(index.digest());
        assertThat(store.list(ImageFilters.all())).containsExactly(image);
        assertThat(store.resolve("multi:1", OTHER).id()).isEqualTo(other.id());
        assertThat(store.resolve(other.id().toString()).config().platform()).isEqualTo(OTHER);
        assertThat(store.resolve("multi:1", OTHER).tags()).isEqualTo(image.tags());
        assertThat(store.history("multi:1", OTHER)).hasSize(1);
        assertFault(FaultCode.PLATFORM_MISSING, () -> store.resolve("multi:1", THIRD));
    }

    @Test
    void the_image_of_another_platform_is_unpacked_when_it_is_used() throws IOException {
        loaded(layout.archive(layout.index(own, other), "multi:1"));
        var unpacked = directory.resolve("layers").resolve(other.diffId().hex());
        assertThat(unpacked).doesNotExist();

        var directories = store.layerDirectories(store.resolve("multi:1", OTHER));

        assertThat(directories.getFirst().resolve("name")).hasContent("other");
    }

    @Test
    void a_restart_keeps_what_is_here_of_an_index() throws IOException {
        var third = layout.image(THIRD, "third");
        loaded(layout.without(third).archive(layout.index(own, other, third), "multi:1"));
        store.close();

        store = reopened();

        assertThat(store.damage()).isEmpty();
        assertThat(store.manifests(store.resolve("multi:1")))
                .extracting(ImageManifest::isHere)
                .containsExactly(true, true, false);
        assertThat(store.check(false, ImageUse.none())).isEmpty();
    }

    @Test
    void a_save_has_every_platform_and_loads_as_the_same() throws IOException {
        var index = layout.index(own, other);
        var before = loaded(layout.archive(index, "multi:1"));
        var archive = saved();
        store.remove("multi:1", Removal.GENTLE, ImageUse.none());
        assertThat(blobs()).isEmpty();

        var after = loaded(archive);

        assertThat(after.target()).isEqualTo(before.target());
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(store.resolve("multi:1", OTHER).id()).isEqualTo(other.id());
        assertThat(saved()).isEqualTo(archive);
    }

    @Test
    void a_save_for_one_platform_has_that_image_alone() throws IOException {
        loaded(layout.archive(layout.index(own, other), "multi:1"));
        var archive = saved(OTHER);
        assertFault(FaultCode.PLATFORM_DIFFERS, () -> saved(THIRD));
        store.remove("multi:1", Removal.GENTLE, ImageUse.none());

        var image = loaded(archive);

        assertThat(image.id()).isEqualTo(other.id());
        assertThat(image.isOfIndex()).isFalse();
        assertFault(FaultCode.PLATFORM_MISSING, () -> store.resolve("multi:1", OWN));
    }

    @Test
    void a_load_for_one_platform_takes_that_image_alone() throws IOException {
        var archive = layout.archive(layout.index(own, other), "multi:1");

        assertThat(loaded(archive, OTHER).id()).isEqualTo(other.id());

        assertThat(blobs()).hasSize(3);
        assertFault(FaultCode.IMAGE_PLATFORM_MISSING, () -> loaded(archive, THIRD));
    }

    @Test
    void what_is_not_in_the_archive_is_not_here_and_comes_with_another() throws IOException {
        var index = layout.index(own, other);
        loaded(layout.without(other).archive(index, "multi:1"));
        assertFault(FaultCode.PLATFORM_MISSING, () -> store.resolve("multi:1", OTHER));

        loaded(layout.with(other).without(own).archive(index, "multi:1"));

        assertThat(store.resolve("multi:1").id()).isEqualTo(own.id());
        assertThat(store.resolve("multi:1", OTHER).id()).isEqualTo(other.id());
    }

    @Test
    void one_platform_is_removed_and_the_others_stay() throws IOException {
        loaded(layout.archive(layout.index(own, other), "multi:1"));

        var changes = store.remove("multi:1", List.of(OTHER), Removal.GENTLE, ImageUse.none());

        assertThat(changes).containsExactly(new ImageChange.Deleted(other.id()));
        assertFault(FaultCode.PLATFORM_MISSING, () -> store.resolve("multi:1", OTHER));
        assertThat(store.resolve("multi:1").id()).isEqualTo(own.id());
        assertThat(blobs()).hasSize(4);
        store.remove("multi:1", List.of(OWN), Removal.GENTLE, ImageUse.none());
        assertThat(blobs()).isEmpty();
    }

    @Test
    void attestations_are_kept_and_are_no_images() throws IOException {
        var attestation = layout.attestation(own);
        loaded(layout.archive(layout.index(own, attestation), "multi:1"));

        assertThat(store.manifests(store.resolve("multi:1")))
                .extracting(ImageManifest::kind, ImageManifest::isHere)
                .containsExactly(
                        tuple(ImageManifest.Kind.IMAGE, true),
                        tuple(ImageManifest.Kind.ATTESTATION, true));
        assertThat(new String(saved(), UTF_8)).contains("in-toto");
    }

    @Test
    void a_lost_blob_of_another_platform_is_found_with_where_to_get_it() throws IOException {
        var index = layout.index(own, other);
        loaded(layout.archive(index, "multi:1"));
        var named = ImageReference.parse("multi@" + index.digest());
        try (var content = store.content(store.resolve("multi:1"))) {
            content.named(named);
        }
        Files.delete(directory.resolve("images/blobs/sha256").resolve(other.layer().hex()));

        assertThat(store.check(false, ImageUse.none()))
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.damage()).isEqualTo(StoreFinding.Damage.BLOB_MISSING);
                            assertThat(one.platform()).isEqualTo(OTHER);
                            assertThat(one.sources()).containsExactly(named);
                        });
    }

    @Test
    void nothing_of_an_index_that_is_damaged_stays() throws IOException {
        var broken = layout.image(THIRD, "third");
        layout.damage(broken);
        var archive = layout.archive(layout.index(own, broken), "multi:1");

        assertThatThrownBy(() -> loaded(archive)).isInstanceOf(Fault.class);

        assertThat(blobs()).isEmpty();
    }
}
