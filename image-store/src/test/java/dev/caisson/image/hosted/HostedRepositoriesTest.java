package dev.caisson.image.hosted;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Denied;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.archive.Layouts;
import dev.caisson.image.hosted.HostedRepositories.Place;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.PathLayerTrees;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.store.LayoutImageStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a registry shows of the store, and what a push makes of it.
class HostedRepositoriesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String OWN = "127.0.0.1:5000";
    private static final RepositoryPath APP = new RepositoryPath("team/app");

    private final byte[] layer = new Tars().file("a", "A").bytes();
    private final byte[] config = Archives.config("\"Cmd\":[\"sh\"]", Tars.digest(layer));

    @TempDir Path directory;
    private LayoutImageStore store;
    private HostedRepositories repositories;
    private Arrivals arrivals;

    @BeforeEach
    void open() throws IOException {
        store =
                LayoutImageStore.open(
                        directory.resolve("images"),
                        new PathLayerTrees(directory.resolve("layers")),
                        LayerLimits.defaults(),
                        Clock.fixed(NOW, ZoneOffset.UTC));
        repositories = new HostedRepositories(store);
        arrivals = new Arrivals(store, ImageUse.none(), OWN, InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() {
        arrivals.close();
        store.close();
    }

    private void reopen() throws IOException {
        close();
        open();
    }

    private static Place at(String path) {
        return new Place(new RepositoryPath(path), "");
    }

    private void load(String tags) throws IOException {
        var archive = Archives.docker(config, tags, List.of(layer));
        var _ = store.load(new ByteArrayInputStream(archive), ImageStore.LoadProgress.none());
    }

    private Digest push(byte[] blob) throws IOException {
        var upload = arrivals.begin(APP);
        arrivals.append(upload, new ByteArrayInputStream(blob), -1);
        arrivals.commit(upload, Tars.digest(blob));
        return Tars.digest(blob);
    }

    private static String descriptor(String type, byte[] bytes) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(type, Tars.digest(bytes), bytes.length);
    }

    private byte[] manifest(String more) {
        return ("{\"schemaVersion\":2,\"config\":"
                        + descriptor(MediaType.OCI_CONFIG, config)
                        + ",\"layers\":["
                        + descriptor(MediaType.OCI_LAYER, layer)
                        + "]"
                        + more
                        + "}")
                .getBytes(UTF_8);
    }

    private Arrivals.Arrived put(String which, byte[] manifest)
            throws IOException, InterruptedException {
        return arrivals.put(APP, Which.parse(which), MediaType.OCI_MANIFEST, manifest);
    }

    @Test
    void an_image_is_served_by_its_path_its_full_and_its_familiar_name() throws IOException {
        load("[\"alpine:3\",\"ghcr.io/a/b:1\"]");

        assertThat(repositories.names()).containsExactly("a/b", "library/alpine");
        for (var name : List.of("alpine", "library/alpine", "docker.io/library/alpine")) {
            assertThat(repositories.tags(at(name))).as(name).containsExactly("3");
        }
        assertThat(repositories.tags(at("ghcr.io/a/b"))).containsExactly("1");
        assertThatThrownBy(() -> repositories.tags(at("b")))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        fault ->
                                assertThat(fault.code())
                                        .isEqualTo(FaultCode.HOSTED_REPOSITORY_UNKNOWN));
    }

    @Test
    void a_mirrored_registry_is_not_answered_with_the_image_of_another() throws IOException {
        load("[\"ghcr.io/a/b:1\"]");
        var path = new RepositoryPath("a/b");

        assertThat(repositories.tags(new Place(path, "ghcr.io"))).containsExactly("1");
        assertThatThrownBy(() -> repositories.tags(new Place(path, "docker.io")))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void manifest_and_blobs_of_an_image_are_read_and_those_of_others_are_not_there()
            throws IOException {
        load("[\"alpine:3\"]");
        var found = repositories.manifest(at("alpine"), Which.parse("3"));

        assertThat(repositories.manifest(at("alpine"), new Which.Content(digest(found))).content())
                .isEqualTo(found.content());
        try (var blob = repositories.blob(at("alpine"), Tars.digest(layer));
                var in = blob.open(1, 3)) {
            assertThat(blob.size()).isEqualTo(layer.length);
            assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(layer, 1, 4));
        }
        assertThatThrownBy(() -> repositories.blob(at("other"), Tars.digest(layer)))
                .isInstanceOf(NotFound.class);
    }

    private static Digest digest(HostedManifest manifest) {
        return manifest.descriptor().digest();
    }

    @Test
    void a_pushed_image_is_an_image_here_and_still_is_after_a_restart() throws Exception {
        push(layer);
        push(config);

        var arrived = put("1", manifest(""));

        assertThat(arrived.why()).isNull();
        var image = store.resolve(OWN + "/team/app:1");
        assertThat(image.manifest().digest()).isEqualTo(Tars.digest(manifest("")));
        assertThat(store.layerDirectories(image)).hasSize(1);
        reopen();
        assertThat(repositories.tags(new Place(APP, ""))).containsExactly("1");
        assertThat(repositories.manifest(new Place(APP, ""), Which.parse("1")).content())
                .isEqualTo(manifest(""));
    }

    @Test
    void what_was_pushed_outlives_the_removal_of_its_image_and_a_sweep() throws Exception {
        push(layer);
        push(config);
        put("1", manifest(""));

        store.remove(OWN + "/team/app:1", ImageStore.Removal.FORCED, ImageUse.none());
        var _ = store.sweep(ImageUse.none());
        reopen();
        var _ = store.sweep(ImageUse.none());

        try (var blob = repositories.blob(new Place(APP, ""), Tars.digest(layer));
                var in = blob.open(0, blob.size())) {
            assertThat(in.readAllBytes()).isEqualTo(layer);
        }
    }

    @Test
    void a_deleted_manifest_frees_its_blobs_and_names_its_image() throws Exception {
        push(layer);
        push(config);
        put("1", manifest(""));
        var place = new Place(APP, "");
        assertThatThrownBy(() -> repositories.deleteBlob(place, Tars.digest(layer)))
                .isInstanceOf(Denied.class);

        var names = repositories.delete(place, new Which.Content(Tars.digest(manifest(""))), OWN);

        assertThat(names).containsExactly(ImageReference.parse(OWN + "/team/app:1"));
        repositories.deleteBlob(place, Tars.digest(layer));
        for (var name : names) {
            store.remove(name.toString(), ImageStore.Removal.FORCED, ImageUse.none());
        }
        assertThat(directory.resolve("images/blobs/sha256/" + Tars.digest(layer).hex()))
                .doesNotExist();
    }

    @Test
    void a_manifest_without_its_blobs_is_refused_and_an_artifact_is_kept_but_no_image()
            throws Exception {
        assertThatThrownBy(() -> put("1", manifest("")))
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> assertThat(fault.code()).isEqualTo(FaultCode.HOSTED_BLOB_MISSING));
        push("{}".getBytes(UTF_8));
        var subject = Tars.digest(manifest(""));
        var artifact =
                ("{\"schemaVersion\":2,\"artifactType\":\"text/x\",\"config\":"
                                + descriptor(
                                        "application/vnd.oci.empty.v1+json", "{}".getBytes(UTF_8))
                                + ",\"layers\":[],\"annotations\":{\"k\":\"v\"},\"subject\":"
                                + descriptor(MediaType.OCI_MANIFEST, manifest(""))
                                + "}")
                        .getBytes(UTF_8);

        var arrived = put("sbom", artifact);

        assertThat(arrived.subject()).isEqualTo(subject);
        assertThat(arrived.image()).isNull();
        assertThat(arrived.why()).contains("application/vnd.oci.empty.v1+json");
        assertThat(repositories.referrers(new Place(APP, ""), subject))
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.artifactType()).isEqualTo("text/x");
                            assertThat(one.manifest().annotations()).containsEntry("k", "v");
                        });
    }

    @Test
    void an_upload_goes_on_where_it_stands_and_nowhere_else() throws IOException {
        var upload = arrivals.begin(APP);
        arrivals.append(upload, new ByteArrayInputStream(layer, 0, 10), 0);

        assertThatThrownBy(() -> arrivals.append(upload, new ByteArrayInputStream(layer), 5))
                .isInstanceOf(InvalidInput.class);
        arrivals.append(upload, new ByteArrayInputStream(layer, 10, layer.length), 10);
        arrivals.commit(upload, Tars.digest(layer));

        assertThat(repositories.blob(new Place(APP, ""), Tars.digest(layer)).size())
                .isEqualTo(layer.length);
        assertThatThrownBy(() -> arrivals.upload(APP, upload.id())).isInstanceOf(NotFound.class);
    }

    @Test
    void a_blob_of_another_content_is_refused_and_leaves_nothing() throws IOException {
        var upload = arrivals.begin(APP);
        arrivals.append(upload, new ByteArrayInputStream(layer), 0);

        assertThatThrownBy(() -> arrivals.commit(upload, Tars.digest(config)))
                .isInstanceOf(InvalidInput.class);

        assertThat(directory.resolve("images/ingest")).isEmptyDirectory();
        assertThat(directory.resolve("images/blobs/sha256")).isEmptyDirectory();
    }

    @Test
    void a_blob_is_mounted_from_a_repository_that_has_it_and_from_no_other() throws IOException {
        load("[\"alpine:3\"]");

        assertThat(arrivals.mount(APP, Tars.digest(layer), at("other"))).isFalse();
        assertThat(arrivals.mount(APP, Tars.digest(layer), at("alpine"))).isTrue();

        store.remove("alpine:3", ImageStore.Removal.FORCED, ImageUse.none());
        assertThat(repositories.blob(new Place(APP, ""), Tars.digest(layer)).size())
                .isEqualTo(layer.length);
    }

    @Test
    void an_image_of_the_host_is_not_deleted_through_the_registry() throws IOException {
        load("[\"alpine:3\"]");

        assertThatThrownBy(() -> repositories.delete(at("alpine"), Which.parse("3"), OWN))
                .isInstanceOf(Denied.class);
        assertThat(store.find("alpine:3")).isPresent();
    }

    @Test
    void an_index_is_served_with_the_platforms_that_are_here() throws IOException {
        var layout = new Layouts();
        var own = layout.image(Platform.host(), "own");
        var gone = layout.image(Platform.parse("linux/s390x"), "gone");
        var index = layout.index(own, gone);
        var archive = layout.without(gone).archive(index, "multi:1");
        var _ = store.load(new ByteArrayInputStream(archive), ImageStore.LoadProgress.none());
        var multi = at("multi");

        var served = repositories.manifest(multi, new Which.Tag("1"));

        assertThat(served.descriptor().digest()).isEqualTo(index.digest());
        assertThat(served.descriptor().mediaType()).isEqualTo(MediaType.OCI_INDEX);
        assertThat(Tars.digest(served.content())).isEqualTo(index.digest());
        assertThat(repositories.manifest(multi, new Which.Content(own.manifest())).descriptor())
                .extracting(Descriptor::mediaType)
                .isEqualTo(MediaType.OCI_MANIFEST);
        try (var blob = repositories.blob(multi, own.layer())) {
            assertThat(blob.size()).isPositive();
        }
        assertThatThrownBy(() -> repositories.manifest(multi, new Which.Content(gone.manifest())))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> repositories.blob(multi, gone.layer()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void a_pushed_index_is_an_image_with_the_platforms_that_were_pushed()
            throws IOException, InterruptedException {
        var layout = new Layouts();
        var own = layout.image(Platform.host(), "own");
        var other = layout.image(Platform.parse("linux/s390x"), "other");
        var index = layout.index(own, other);
        for (var made : List.of(own, other)) {
            push(layout.content(made.config()));
            push(layout.content(made.layer()));
            put(made.manifest().toString(), layout.content(made.manifest()));
        }

        var tagged = Which.parse("multi");
        var arrived =
                arrivals.put(APP, tagged, MediaType.OCI_INDEX, layout.content(index.digest()));

        assertThat(arrived.why()).isNull();
        var image = store.resolve(OWN + "/team/app:multi");
        assertThat(image.id()).isEqualTo(own.id());
        assertThat(image.target().digest()).isEqualTo(index.digest());
        assertThat(store.resolve(image.id().toString(), Platform.parse("linux/s390x")).id())
                .isEqualTo(other.id());
    }
}
