package dev.caisson.image.store;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageConfig.HistoryEntry;
import dev.caisson.image.ImageStore.Derivation;
import dev.caisson.image.Manifest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.blob.Blob;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the blobs of an image that is another one with one layer more.
final class Derived {
    private final BlobStore blobs;
    private final BlobStore.Hold hold;

    Derived(BlobStore blobs, BlobStore.Hold hold) {
        this.blobs = blobs;
        this.hold = hold;
    }

    /// @param base null to begin with nothing
    Descriptor add(@Nullable StoredImage base, Derivation what, Instant now) throws IOException {
        var layer = layer(what);
        var diffIds = new ArrayList<Digest>(base == null ? List.of() : base.config().diffIds());
        diffIds.add(layer.digest());
        var history =
                new ArrayList<HistoryEntry>(base == null ? List.of() : base.config().history());
        history.add(new HistoryEntry(now, what.createdBy(), what.author(), what.comment(), false));
        var config =
                new ImageConfig(
                        base == null ? Platform.host() : base.config().platform(),
                        now,
                        what.author(),
                        what.comment(),
                        "",
                        what.defaults(),
                        diffIds,
                        history);
        var configBlob = blobs.put(ConfigJson.write(config), hold);
        var layers = new ArrayList<Descriptor>(base == null ? List.of() : base.manifest().layers());
        layers.add(new Descriptor(MediaType.OCI_LAYER, layer.digest(), layer.size()));
        var manifest =
                new Manifest(
                        MediaType.OCI_MANIFEST,
                        new Descriptor(
                                MediaType.OCI_CONFIG, configBlob.digest(), configBlob.size()),
                        layers,
                        base == null ? Map.of() : Map.of(StoredImage.PARENT, base.id().toString()));
        var blob = blobs.put(ManifestJson.write(manifest), hold);
        return new Descriptor(MediaType.OCI_MANIFEST, blob.digest(), blob.size());
    }

    private Blob layer(Derivation what) throws IOException {
        try (var ingest = blobs.begin(hold)) {
            what.layer()
                    .write(
                            new OutputStream() {
                                @Override
                                public void write(int one) throws IOException {
                                    ingest.write(new byte[] {(byte) one}, 0, 1);
                                }

                                @Override
                                public void write(byte[] bytes, int from, int length)
                                        throws IOException {
                                    ingest.write(bytes, from, length);
                                }
                            });
            return ingest.commit();
        }
    }
}
