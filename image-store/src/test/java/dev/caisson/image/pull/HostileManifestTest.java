package dev.caisson.image.pull;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.Tars;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Manifests that are too large, too many, or not what they say.
class HostileManifestTest extends PullFixture {
    @Test
    void a_manifest_of_a_gigabyte_is_not_read() {
        registry.behave(
                "/v2/huge/manifests/1",
                (exchange, _) -> {
                    exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST);
                    exchange.sendResponseHeaders(200, 1 << 30);
                    var chunk = new byte[1 << 16];
                    while (true) exchange.getResponseBody().write(chunk);
                });
        registry.behave(
                "/v2/huge/manifests/2",
                (exchange, _) -> {
                    exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST);
                    exchange.sendResponseHeaders(200, 0);
                    var chunk = new byte[1 << 16];
                    while (true) exchange.getResponseBody().write(chunk);
                });

        assertThat(refused("huge:1").code()).isEqualTo(FaultCode.IMAGE_LIMIT_EXCEEDED);
        assertThat(refused("huge:2").code()).isEqualTo(FaultCode.IMAGE_LIMIT_EXCEEDED);
    }

    @Test
    void a_manifest_of_very_many_layers_is_refused() throws IOException {
        var layer = FakeRegistry.descriptor(MediaType.OCI_LAYER, upper);
        var manifest =
                "{\"schemaVersion\":2,\"config\":"
                        + FakeRegistry.descriptor(MediaType.OCI_CONFIG, "{}".getBytes(UTF_8))
                        + ",\"layers\":["
                        + (layer + ",").repeat(20_000)
                        + layer
                        + "]}";
        registry.manifest("many", "1", MediaType.OCI_MANIFEST, manifest.getBytes(UTF_8));

        assertThat(refused("many:1"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("20001 layers");
        assertNothingIsLeft();
    }

    @Test
    void type_and_content_of_a_manifest_must_agree() {
        var served = registry.image("types", "1", upper);
        var manifest =
                "{\"schemaVersion\":2,\"manifests\":["
                        + FakeRegistry.descriptor(MediaType.OCI_MANIFEST, served.manifest(), 5)
                        + "]}";
        registry.manifest("types", "2", MediaType.OCI_MANIFEST, manifest.getBytes(UTF_8));
        registry.manifest("types", "3", "text/html", manifest.getBytes(UTF_8));

        assertThat(refused("types:2")).isInstanceOf(InvalidInput.class);
        assertThat(refused("types:3").code()).isEqualTo(FaultCode.REGISTRY_MISBEHAVES);
    }

    @Test
    void a_manifest_that_is_not_what_its_digest_says_is_refused() {
        var served = registry.image("swapped", "1", upper);
        registry.put(
                "/v2/swapped/manifests/" + served.manifest(),
                MediaType.OCI_MANIFEST,
                "{}".getBytes(UTF_8));

        assertThat(refused("swapped@" + served.manifest()).code())
                .isEqualTo(FaultCode.BLOB_DIGEST_MISMATCH);
    }

    @Test
    void a_platform_that_is_not_in_the_index_is_named() {
        var manifest = "{}".getBytes(UTF_8);
        var entry = FakeRegistry.descriptor(MediaType.OCI_MANIFEST, manifest);
        var platform = ",\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}}";
        var index =
                "{\"schemaVersion\":2,\"manifests\":["
                        + entry.substring(0, entry.length() - 1)
                        + platform
                        + "]}";
        registry.manifest("other", "1", MediaType.OCI_INDEX, index.getBytes(UTF_8));

        assertThat(refused("other:1"))
                .hasMessageContaining("no matching manifest for " + Platform.host())
                .hasMessageContaining("linux/s390x");
    }

    @Test
    void two_diff_ids_for_one_blob_are_refused() {
        var gzip = Tars.gzip(upper);
        registry.blob("twofold", gzip);
        var config = Archives.config("", Tars.digest(upper), Tars.digest(lower));
        registry.blob("twofold", config);
        var layer = FakeRegistry.descriptor(MediaType.OCI_LAYER_GZIP, gzip);
        var manifest =
                "{\"schemaVersion\":2,\"config\":"
                        + FakeRegistry.descriptor(MediaType.OCI_CONFIG, config)
                        + ",\"layers\":["
                        + layer
                        + ","
                        + layer
                        + "]}";
        registry.manifest("twofold", "1", MediaType.OCI_MANIFEST, manifest.getBytes(UTF_8));

        assertThat(refused("twofold:1")).hasMessageContaining("two DiffIDs");
    }
}
