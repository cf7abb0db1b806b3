package dev.caisson.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// One image for several platforms, as the tar of an OCI layout. All of them run here, because the
/// program is the host's; `cat /platform` says whose image it is.
public final class PlatformsImage {
    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();

    private PlatformsImage() {}

    /// Writes it into a directory.
    ///
    /// @param name with a tag
    /// @param architectures of Linux
    /// @return the archive
    public static Path archive(Path directory, String name, String... architectures) {
        try {
            return new PlatformsImage().write(directory, name, architectures);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Descriptor blob(String type, byte[] content) {
        var digest = Sha256.of(content);
        blobs.put(digest, content);
        return new Descriptor(type, digest, content.length);
    }

    private static String json(Descriptor descriptor, String more) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size(), more);
    }

    private String manifest(Descriptor base, String architecture) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = BusyboxImage.tar(bytes)) {
            BusyboxImage.file(tar, "platform", architecture.getBytes(UTF_8), 0644);
        }
        var layer = blob(MediaType.OCI_LAYER, bytes.toByteArray());
        var config =
                """
                {"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":["sh"]},
                 "history":[{"created_by":"busybox"},{"created_by":"for %s"}],
                 "rootfs":{"type":"layers","diff_ids":["%s","%s"]}}
                """
                        .formatted(architecture, architecture, base.digest(), layer.digest());
        var manifest =
                """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s,%s]}\
                """
                        .formatted(
                                MediaType.OCI_MANIFEST,
                                json(blob(MediaType.OCI_CONFIG, config.getBytes(UTF_8)), ""),
                                json(base, ""),
                                json(layer, ""));
        return json(
                blob(MediaType.OCI_MANIFEST, manifest.getBytes(UTF_8)),
                ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}");
    }

    private Path write(Path directory, String name, String... architectures) throws IOException {
        var base = blob(MediaType.OCI_LAYER, BusyboxImage.layer().tar());
        var manifests = new ArrayList<String>();
        for (var architecture : architectures) manifests.add(manifest(base, architecture));
        var index = index(String.join(",", manifests));
        var top = blob(MediaType.OCI_INDEX, index.getBytes(UTF_8));
        var named = ",\"annotations\":{\"io.containerd.image.name\":\"" + name + "\"}";
        var bytes = new ByteArrayOutputStream();
        try (var tar = BusyboxImage.tar(bytes)) {
            var layout = "{\"imageLayoutVersion\":\"1.0.0\"}";
            BusyboxImage.file(tar, "oci-layout", layout.getBytes(UTF_8), 0644);
            var entry = index(json(top, named)).getBytes(UTF_8);
            BusyboxImage.file(tar, "index.json", entry, 0644);
            for (var blob : blobs.entrySet()) {
                var path = "blobs/sha256/" + blob.getKey().hex();
                BusyboxImage.file(tar, path, blob.getValue(), 0644);
            }
        }
        var file = directory.resolve(name.replaceAll("[:/]", "-") + ".tar");
        return Files.write(file, bytes.toByteArray());
    }

    private static String index(String manifests) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaType.OCI_INDEX, manifests);
    }
}
