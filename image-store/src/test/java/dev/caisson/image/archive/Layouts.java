package dev.caisson.image.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Digest;
import dev.caisson.image.DigestAlgorithm;
import dev.caisson.image.ImageId;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.layer.Tars;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Makes tars of OCI layouts with indexes, for tests.
public final class Layouts {
    private final DigestAlgorithm algorithm;
    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    private final Set<Digest> left = new HashSet<>();
    private final Set<Digest> damaged = new HashSet<>();

    public Layouts() {
        this(DigestAlgorithm.SHA256);
    }

    /// @param algorithm of all digests
    public Layouts(DigestAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    /// A manifest and what it consists of.
    ///
    /// @param descriptor for an index
    public record Made(
            String descriptor, Digest manifest, Digest config, Digest layer, Digest diffId) {
        public ImageId id() {
            return new ImageId(config);
        }
    }

    /// An index.
    public record Index(String descriptor, Digest digest) {}

    private Digest blob(byte[] content) {
        blobs.put(algorithm.of(content), content);
        return algorithm.of(content);
    }

    private String descriptor(String type, byte[] content, String more) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
                .formatted(type, algorithm.of(content), content.length, more);
    }

    /// An image of one layer with a file `name`.
    public Made image(Platform platform, String name) {
        var tar = new Tars().file("name", name).bytes();
        var layer = Tars.gzip(tar);
        var config =
                """
                {"architecture":"%s","os":"%s","variant":"%s","config":{},
                 "history":[{"created_by":"%s"}],
                 "rootfs":{"type":"layers","diff_ids":["%s"]}}\
                """
                        .formatted(
                                platform.architecture(),
                                platform.os(),
                                platform.variant(),
                                name,
                                algorithm.of(tar))
                        .getBytes(UTF_8);
        var of =
                ",\"platform\":{\"architecture\":\"%s\",\"os\":\"%s\",\"variant\":\"%s\"}"
                        .formatted(platform.architecture(), platform.os(), platform.variant());
        return made(MediaType.OCI_LAYER_GZIP, layer, config, of, algorithm.of(tar));
    }

    /// What buildx says about an image.
    public Made attestation(Made about) {
        var of =
                """
                ,"platform":{"architecture":"unknown","os":"unknown"},"annotations":
                {"vnd.docker.reference.type":"attestation-manifest",
                 "vnd.docker.reference.digest":"%s"}\
                """
                        .formatted(about.manifest);
        var layer = "{\"_type\":\"https://in-toto.io/Statement/v0.1\"}".getBytes(UTF_8);
        var config = "{\"rootfs\":{}}".getBytes(UTF_8);
        return made("application/vnd.in-toto+json", layer, config, of, algorithm.of(layer));
    }

    private Made made(String type, byte[] layer, byte[] config, String of, Digest diffId) {
        var manifest =
                """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}\
                """
                        .formatted(
                                MediaType.OCI_MANIFEST,
                                descriptor(MediaType.OCI_CONFIG, config, ""),
                                descriptor(type, layer, ""))
                        .getBytes(UTF_8);
        return new Made(
                descriptor(MediaType.OCI_MANIFEST, manifest, of),
                blob(manifest),
                blob(config),
                blob(layer),
                diffId);
    }

    public Index index(Made... members) {
        var entries = new ArrayList<String>();
        for (var member : members) entries.add(member.descriptor);
        var index =
                """
                {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
                """
                        .formatted(MediaType.OCI_INDEX, String.join(",", entries))
                        .getBytes(UTF_8);
        return new Index(descriptor(MediaType.OCI_INDEX, index, ""), blob(index));
    }

    /// Leaves an image out of the archives that are made from now on.
    public Layouts without(Made image) {
        left.addAll(List.of(image.manifest, image.config, image.layer));
        return this;
    }

    /// Puts it in again.
    public Layouts with(Made image) {
        List.of(image.manifest, image.config, image.layer).forEach(left::remove);
        return this;
    }

    /// Its layer is not what it should be.
    public void damage(Made image) {
        damaged.add(image.layer);
    }

    /// What was made.
    public byte[] content(Digest digest) {
        return Objects.requireNonNull(blobs.get(digest));
    }

    /// Every blob that is not left out, by digest.
    public Map<Digest, byte[]> blobs() {
        var there = new LinkedHashMap<>(blobs);
        there.keySet().removeAll(left);
        return there;
    }

    /// The tar of a layout with one name.
    public byte[] archive(Index index, String name) {
        var tar = new Tars();
        tar.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
        blobs().forEach(
                        (digest, content) ->
                                tar.file(
                                        "blobs/" + algorithm.prefix() + "/" + digest.hex(),
                                        damaged.contains(digest)
                                                ? "damaged".getBytes(UTF_8)
                                                : content));
        var annotation = ",\"annotations\":{\"io.containerd.image.name\":\"" + name + "\"}";
        var entry = index.descriptor.substring(0, index.descriptor.length() - 1) + annotation + "}";
        tar.file("index.json", "{\"schemaVersion\":2,\"manifests\":[" + entry + "]}");
        return tar.bytes();
    }
}
