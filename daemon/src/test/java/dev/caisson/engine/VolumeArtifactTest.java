package dev.caisson.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caisson.container.view.VolumeView;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Sha256;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.Registries;
import dev.caisson.image.registry.RegistrySettings;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a registry says is a volume, and is not.
class VolumeArtifactTest {
    private static final String REPOSITORY = "/v2/volumes/data/";
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private HttpServer server;
    private Registries registries;

    @BeforeEach
    void startRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // Who tries TLS first must not hold up the others.
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        registries =
                new Registries(
                        RegistrySettings.defaults(), Scheduler.real(), InstantSource.system());
    }

    @AfterEach
    void stopRegistry() {
        registries.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var content = contents.get(exchange.getRequestURI().getPath());
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", TYPE);
            exchange.sendResponseHeaders(
                    content == null ? 404 : 200, content == null ? -1 : content.length);
            if (content != null) exchange.getResponseBody().write(content);
        }
    }

    /// @param bytes what the registry has for it
    private String blob(String promised, String bytes) {
        var digest = Sha256.of(promised.getBytes(StandardCharsets.UTF_8)).toString();
        contents.put(REPOSITORY + "blobs/" + digest, bytes.getBytes(StandardCharsets.UTF_8));
        return "{\"mediaType\":\"application/octet-stream\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(digest, promised.length());
    }

    private void manifest(String type, String config, String layers) {
        var written =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(TYPE, type, config, layers);
        contents.put(REPOSITORY + "manifests/1", written.getBytes(StandardCharsets.UTF_8));
    }

    private VolumeView pull() throws IOException, InterruptedException {
        var artifact = new VolumeArtifact(registries, Path.of("/nonexistent"));
        var name = "127.0.0.1:" + server.getAddress().getPort() + "/volumes/data:1";
        return artifact.pull(
                ImageReference.parse(name),
                new Credentials.Anonymous(),
                (labels, archive) -> {
                    try {
                        var read = new String(archive.readAllBytes(), StandardCharsets.UTF_8);
                        var options = Map.of("read", read);
                        return new VolumeView("v", "/v", Instant.EPOCH, labels, options, false);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                });
    }

    @Test
    void a_volume_comes_with_its_labels() throws Exception {
        var config = "{\"labels\":{\"team\":\"one\"}}";
        manifest(VolumeArtifact.TYPE, blob(config, config), blob("packed", "packed"));

        var pulled = pull();

        assertThat(pulled.labels()).isEqualTo(Map.of("team", "one"));
        assertThat(pulled.options()).isEqualTo(Map.of("read", "packed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    application/other | its type is not
                    ''                | its type is not
                    """)
    void another_kind_of_artifact_is_no_volume(String type, String why) {
        manifest(type, blob("{}", "{}"), blob("packed", "packed"));

        assertRefused(why);
    }

    @Test
    void a_volume_has_one_layer() {
        manifest(VolumeArtifact.TYPE, blob("{}", "{}"), "");
        assertRefused("it has not one layer");

        var layer = blob("packed", "packed");
        manifest(VolumeArtifact.TYPE, blob("{}", "{}"), layer + "," + layer);
        assertRefused("it has not one layer");
    }

    @Test
    void a_descriptor_has_a_digest() {
        manifest(VolumeArtifact.TYPE, blob("{}", "{}"), "{\"digest\":\"sha256:../../etc\"}");

        assertRefused("a descriptor of it cannot be read");
    }

    @Test
    void labels_are_json() {
        manifest(VolumeArtifact.TYPE, blob("no json", "no json"), blob("packed", "packed"));

        assertRefused("a document of it cannot be read");
    }

    @Test
    void a_layer_that_is_another_is_no_volume() {
        manifest(VolumeArtifact.TYPE, blob("{}", "{}"), blob("packed", "forged"));

        assertRefused("its layer is not what its digest says");
    }

    private void assertRefused(String why) {
        assertThatThrownBy(this::pull)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("volumes/data:1 is no volume: ")
                .hasMessageContaining(why);
    }
}
