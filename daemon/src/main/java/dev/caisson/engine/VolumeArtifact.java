package dev.caisson.engine;

import dev.caisson.container.view.VolumeView;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Sha256;
import dev.caisson.image.blob.BlobPart;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.Registries;
import dev.caisson.image.registry.RemoteManifest;
import dev.caisson.value.PieceFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A volume at a registry: a manifest of its own artifact type with the labels as its config and
/// one layer, a tar packed with zstd. Source: image-spec manifest.md, "Guidelines for Artifact
/// Usage".
final class VolumeArtifact {
    static final String TYPE = "application/vnd.caisson.volume.v1";
    private static final String CONFIG = "application/vnd.caisson.volume.config.v1+json";
    private static final String LAYER = "application/vnd.caisson.volume.layer.v1.tar+zstd";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int CONFIG_LIMIT = 1 << 20;

    private final Registries registries;
    private final Path temporary;
    private final JsonMapper json = JsonMapper.builder().build();

    VolumeArtifact(Registries registries, Path temporary) {
        this.registries = registries;
        this.temporary = temporary;
    }

    /// Writes the packed files.
    interface Source {
        void write(OutputStream out) throws IOException;
    }

    /// Takes the packed files.
    interface Target {
        VolumeView take(Map<String, String> labels, InputStream archive);
    }

    Digest push(VolumeView volume, ImageReference to, Credentials credentials, Source source)
            throws IOException, InterruptedException {
        var repository = registries.pushRepository(to, credentials);
        var file = Files.createTempFile(Files.createDirectories(temporary), "volume", ".tar.zst");
        try {
            var layer = write(file, source);
            var config = json.writeValueAsBytes(Map.of("labels", volume.labels()));
            var configured = new Descriptor(CONFIG, Sha256.of(config), config.length);
            repository.keep(
                    configured,
                    (from, length) -> new ByteArrayInputStream(config, (int) from, (int) length));
            repository.keep(
                    layer,
                    (from, length) -> {
                        var in = Files.newInputStream(file);
                        in.skipNBytes(from);
                        return new BlobPart(in, length);
                    });
            var written = manifest(volume, configured, layer);
            var manifest = new RemoteManifest(MANIFEST, Sha256.of(written), written);
            return repository.manifest(to.tagOrDefault().orElseThrow(), manifest);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Descriptor write(Path file, Source source) throws IOException {
        var digest = Sha256.start();
        try (var out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            source.write(out);
        }
        return new Descriptor(LAYER, digest(digest.digest()), Files.size(file));
    }

    private static Digest digest(byte[] hash) {
        return Digest.parse("sha256:" + HexFormat.of().formatHex(hash));
    }

    private byte[] manifest(VolumeView volume, Descriptor config, Descriptor layer) {
        var root = new TreeMap<String, Object>();
        root.put("schemaVersion", 2);
        root.put("mediaType", MANIFEST);
        root.put("artifactType", TYPE);
        root.put("config", described(config));
        root.put("layers", List.of(described(layer)));
        root.put("annotations", Map.of("org.opencontainers.image.title", volume.name()));
        return json.writeValueAsBytes(root);
    }

    private static Map<String, Object> described(Descriptor blob) {
        var written = new TreeMap<String, Object>();
        written.put("mediaType", blob.mediaType());
        written.put("digest", blob.digest().toString());
        written.put("size", blob.size());
        return written;
    }

    VolumeView pull(ImageReference from, Credentials credentials, Target target)
            throws IOException, InterruptedException {
        var repository = registries.repository(from, credentials);
        var digest = from.digest();
        var which = digest == null ? from.tagOrDefault().orElseThrow() : digest.toString();
        var manifest = parsed(from, repository.manifest(which).content());
        if (!TYPE.equals(manifest.path("artifactType").asString(""))) {
            throw invalid(from, "its type is not " + TYPE);
        }
        var layers = manifest.path("layers");
        if (layers.size() != 1) throw invalid(from, "it has not one layer");
        var layer = descriptor(from, layers.get(0));
        var config = descriptor(from, manifest.path("config"));
        var labels = labels(parsed(from, repository.document(config, CONFIG_LIMIT)));
        var hash = Sha256.start();
        try (var in = new Verified(repository.blob(layer, 0, 0), hash, layer, from)) {
            return target.take(labels, in);
        }
    }

    /// Fails at the end when what came is not what the manifest said; so no volume is made of it.
    private static final class Verified extends PieceFilter {
        private final MessageDigest hash;
        private final Descriptor expected;
        private final ImageReference name;
        private long count;

        Verified(InputStream in, MessageDigest hash, Descriptor expected, ImageReference name) {
            super(new DigestInputStream(in, hash));
            this.hash = hash;
            this.expected = expected;
            this.name = name;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) count += read;
            if (count > expected.size()) throw wrong();
            if (read < 0 && count >= 0) check();
            return read;
        }

        private void check() {
            boolean same =
                    count == expected.size() && digest(hash.digest()).equals(expected.digest());
            count = Long.MIN_VALUE; // once
            if (!same) throw wrong();
        }

        private RuntimeException wrong() {
            return invalid(name, "its layer is not what its digest says");
        }
    }

    private JsonNode parsed(ImageReference from, byte[] document) {
        try {
            return Objects.requireNonNull(json.readTree(document));
        } catch (JacksonException unreadable) {
            throw invalid(from, "a document of it cannot be read");
        }
    }

    private static Descriptor descriptor(ImageReference from, JsonNode node) {
        try {
            return new Descriptor(
                    node.path("mediaType").asString(""),
                    Digest.parse(node.path("digest").asString("")),
                    node.path("size").asLong(-1));
        } catch (RuntimeException unreadable) {
            throw invalid(from, "a descriptor of it cannot be read");
        }
    }

    private static Map<String, String> labels(JsonNode config) {
        var labels = new TreeMap<String, String>();
        for (var label : config.path("labels").properties()) {
            labels.put(label.getKey(), label.getValue().asString(""));
        }
        return labels;
    }

    private static RuntimeException invalid(ImageReference name, String why) {
        return Faults.of(FaultCode.VOLUME_ARTIFACT_INVALID, name, why);
    }
}
