package dev.caisson.image.store;

import dev.caisson.image.BuiltInImage;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageConfig.HistoryEntry;
import dev.caisson.image.Manifest;
import dev.caisson.image.MediaType;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Makes the blobs of an image that consists of one file.
final class BuiltIn {
    private final BlobStore blobs;
    private final BlobStore.Hold hold;

    BuiltIn(BlobStore blobs, BlobStore.Hold hold) {
        this.blobs = blobs;
        this.hold = hold;
    }

    Descriptor add(BuiltInImage image) throws IOException {
        var layer = blobs.put(tar(image), hold);
        var config =
                new ImageConfig(
                        image.platform(),
                        image.created(),
                        "",
                        "",
                        "",
                        image.defaults(),
                        List.of(layer.digest()),
                        List.of(
                                new HistoryEntry(
                                        image.created(), "COPY " + image.path(), "", "", false)));
        var configBlob = blobs.put(ConfigJson.write(config), hold);
        var manifest =
                new Manifest(
                        MediaType.OCI_MANIFEST,
                        descriptor(MediaType.OCI_CONFIG, configBlob.digest(), configBlob.size()),
                        List.of(descriptor(MediaType.OCI_LAYER, layer.digest(), layer.size())),
                        Map.of());
        var blob = blobs.put(ManifestJson.write(manifest), hold);
        return descriptor(MediaType.OCI_MANIFEST, blob.digest(), blob.size());
    }

    private static Descriptor descriptor(String type, Digest digest, long size) {
        return new Descriptor(type, digest, size);
    }

    private static byte[] tar(BuiltInImage image) throws IOException {
        var content = new byte[image.content().remaining()];
        image.content().get(content);
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            var entry = new TarArchiveEntry(image.path());
            entry.setSize(content.length);
            entry.setMode(0755);
            entry.setModTime(image.created().toEpochMilli());
            entry.setIds(0, 0);
            entry.setNames("", "");
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
