package dev.caisson.image.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.DigestAlgorithm;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.StoreFinding;
import dev.caisson.image.archive.Layouts;
import dev.caisson.image.hosted.Arrivals;
import dev.caisson.image.hosted.HostedRepositories;
import dev.caisson.image.hosted.HostedRepositories.Place;
import dev.caisson.image.hosted.RepositoryPath;
import dev.caisson.image.hosted.Which;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Images all of whose digests are SHA-512.
class Sha512Test extends PullFixture {
    private final Layouts layout = new Layouts(DigestAlgorithm.SHA512);
    private final Layouts.Made image = layout.image(Platform.host(), "strong");
    private final Layouts.Index index = layout.index(image);

    private void serve() {
        layout.blobs().forEach((digest, content) -> serve(digest, content));
        registry.put("/v2/strong/manifests/1", MediaType.OCI_INDEX, layout.content(index.digest()));
    }

    private void serve(Digest digest, byte[] content) {
        var type = digest.equals(index.digest()) ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST;
        registry.put("/v2/strong/manifests/" + digest, type, content);
        registry.put("/v2/strong/blobs/" + digest, "application/octet-stream", content);
    }

    @Test
    void an_image_is_pulled_verified_unpacked_and_checked() throws IOException {
        serve();

        var pulled = pull("strong@" + index.digest());

        assertThat(pulled.digest()).isEqualTo(index.digest());
        assertThat(pulled.image().id()).isEqualTo(image.id());
        assertThat(store.resolve(image.id().toString())).isEqualTo(pulled.image());
        assertThat(directory.resolve("images/blobs/sha512")).isDirectoryContaining("glob:**");
        assertThat(store.layerDirectories(pulled.image()).getFirst().resolve("name"))
                .hasContent("strong");
        assertThat(store.check(false, ImageUse.none())).isEmpty();
        Files.writeString(
                directory.resolve("images/blobs/sha512").resolve(image.layer().hex()), "other");
        assertThat(store.check(false, ImageUse.none()))
                .extracting(StoreFinding::damage)
                .contains(StoreFinding.Damage.BLOB_CORRUPT);
    }

    @Test
    void another_content_is_refused_and_leaves_nothing() throws IOException {
        serve();
        registry.put(
                "/v2/strong/blobs/" + image.layer(),
                "application/octet-stream",
                new byte[layout.content(image.layer()).length]);

        assertThat(refused("strong:1").code()).isEqualTo(FaultCode.BLOB_DIGEST_MISMATCH);

        assertNothingIsLeft();
        assertThat(directory.resolve("images/blobs/sha512")).isEmptyDirectory();
    }

    @Test
    void an_archive_is_loaded_and_saved_with_its_digests() throws IOException {
        var archive = new ByteArrayInputStream(layout.archive(index, "strong:1"));
        var loaded = store.load(archive, ImageStore.LoadProgress.none()).getFirst().image();
        var saved = new ByteArrayOutputStream();
        store.save(List.of("strong:1"), saved);
        store.remove("strong:1", ImageStore.Removal.GENTLE, NOBODY);

        var again = new ByteArrayInputStream(saved.toByteArray());
        var reloaded = store.load(again, ImageStore.LoadProgress.none()).getFirst().image();

        assertThat(reloaded.target()).isEqualTo(loaded.target());
        assertThat(reloaded.target().digest()).isEqualTo(index.digest());
    }

    @Test
    void the_registry_of_this_host_takes_and_serves_them() throws Exception {
        var path = new RepositoryPath("strong");
        try (var arrivals = new Arrivals(store, NOBODY, "own:5000", InstantSource.system())) {
            for (var blob : List.of(image.layer(), image.config())) {
                var upload = arrivals.begin(path);
                arrivals.append(upload, new ByteArrayInputStream(layout.content(blob)), -1);
                arrivals.commit(upload, blob);
            }
            var upload = arrivals.begin(path);
            arrivals.append(upload, new ByteArrayInputStream(new byte[3]), -1);
            assertThatThrownBy(() -> arrivals.commit(upload, image.layer()))
                    .isInstanceOf(InvalidInput.class);
            var content = layout.content(image.manifest());
            var which = new Which.Content(image.manifest());
            arrivals.put(path, which, MediaType.OCI_MANIFEST, content);
        }

        var place = new Place(path, "");
        var repositories = new HostedRepositories(store);
        var served = repositories.manifest(place, new Which.Content(image.manifest()));
        assertThat(served.content()).isEqualTo(layout.content(image.manifest()));
        assertThat(served.descriptor().digest()).isEqualTo(image.manifest());
        try (var blob = repositories.blob(place, image.layer());
                var in = blob.open(0, blob.size())) {
            assertThat(in.readAllBytes()).isEqualTo(layout.content(image.layer()));
        }
    }
}
