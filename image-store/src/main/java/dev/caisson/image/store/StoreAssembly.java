package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Assembly;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Manifest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Sha256;
import dev.caisson.image.StoredLayer;
import dev.caisson.image.blob.Blob;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import dev.caisson.image.layer.LayerCodec;
import dev.caisson.image.layer.LayerTrees.Layer;
import dev.caisson.image.pull.Intake;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An image in the making, in the store.
final class StoreAssembly implements Assembly {
    private static final int PIECE = 1 << 16;

    private final StoreIntake.Shelves shelves;
    private final Leases.Lease lease;
    private final Entry entry;

    StoreAssembly(StoreIntake.Shelves shelves, Leases.Lease lease, Entry entry) {
        this.shelves = shelves;
        this.lease = lease;
        this.entry = entry;
    }

    /// The store's catalogue, for one image.
    interface Entry {
        StoredImage find(Image image);

        Image enter(StoredImage image, List<ImageReference> names) throws IOException;

        void sweep(Set<Digest> held) throws IOException;
    }

    @Override
    public StoredLayer layer(ImageStore.LayerContent content) throws IOException {
        var blob = write(content);
        lease.hold(blob.digest());
        var descriptor = new Descriptor(MediaType.OCI_LAYER, blob.digest(), blob.size());
        var unpacked = DiskWork.done(() -> ensure(blob.digest(), descriptor));
        return new StoredLayer(blob.digest(), descriptor, unpacked.size());
    }

    @Override
    public StoredLayer layer(ImageStore.LayerContent content, Tree made) throws IOException {
        var blob = write(content);
        lease.hold(blob.digest());
        var descriptor = new Descriptor(MediaType.OCI_LAYER, blob.digest(), blob.size());
        var layers = shelves.layers();
        var adopted = DiskWork.done(() -> layers.adopt(blob.digest(), descriptor, made));
        return new StoredLayer(blob.digest(), descriptor, adopted.size());
    }

    @Override
    public StoredLayer layer(Descriptor blob, Digest diffId, Intake.BlobSource source)
            throws InterruptedException {
        lease.hold(blob.digest());
        lease.hold(diffId);
        boolean known =
                shelves.blobs().contains(blob.digest())
                        || DiskWork.done(() -> shelves.layers().find(diffId)).isPresent();
        try {
            shelves.transfers().fetch(blob, diffId, source, lease, _ -> {});
        } catch (UncheckedIOException broken) {
            throw DiskWork.failure(broken);
        }
        if (known) DiskWork.complete(() -> check(blob, diffId));
        var there = DiskWork.done(() -> ensure(diffId, blob));
        return new StoredLayer(diffId, blob.bare(), there.size());
    }

    /// Where the blob or the layer was here before, nothing has shown yet that they are the same.
    private void check(Descriptor blob, Digest diffId) throws IOException {
        if (blob.digest().equals(diffId)) return;
        var digest = diffId.algorithm().start();
        try (var in = LayerCodec.decompress(shelves.blobs().open(blob.digest()))) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        var actual = Digest.of(digest.digest());
        if (!actual.equals(diffId)) {
            throw new InvalidInput(FaultCode.LAYER_DIFF_ID_MISMATCH, diffId, actual);
        }
    }

    @Override
    public InputStream open(StoredLayer layer, long from, long length) throws IOException {
        return shelves.blobs().open(layer.blob().digest(), from, length);
    }

    private Blob write(ImageStore.LayerContent content) throws IOException {
        try (var ingest = shelves.blobs().begin(lease)) {
            var out =
                    new OutputStream() {
                        @Override
                        public void write(int one) throws IOException {
                            ingest.write(new byte[] {(byte) one}, 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int from, int length) throws IOException {
                            ingest.write(bytes, from, length);
                        }
                    };
            // Headers come one by one.
            try (var buffered = new BufferedOutputStream(out, PIECE)) {
                content.write(buffered);
            }
            return ingest.commit();
        }
    }

    private Layer ensure(Digest diffId, Descriptor blob) throws IOException {
        return shelves.layers().ensure(diffId, blob);
    }

    @Override
    public List<StoredLayer> layersOf(Image image) {
        var stored = entry.find(image);
        stored.blobs().forEach(lease::hold);
        stored.diffIds().forEach(lease::hold);
        var layers = new ArrayList<StoredLayer>();
        DiskWork.complete(
                () -> {
                    for (int i = 0; i < stored.diffIds().size(); i++) {
                        var diffId = stored.diffIds().get(i);
                        var blob = stored.manifest().layers().get(i);
                        layers.add(new StoredLayer(diffId, blob, ensure(diffId, blob).size()));
                    }
                });
        return layers;
    }

    @Override
    public boolean hold(StoredLayer layer) {
        lease.hold(layer.blob().digest());
        lease.hold(layer.diffId());
        return shelves.blobs().contains(layer.blob().digest());
    }

    @Override
    public List<Path> directories(List<StoredLayer> layers) {
        return DiskWork.done(
                () -> {
                    var directories = new ArrayList<Path>();
                    for (var layer : layers.reversed()) {
                        // One that somebody removed by hand is made again from its blob.
                        var unpacked = ensure(layer.diffId(), layer.blob());
                        directories.add(unpacked.directory());
                        if (unpacked.isOpaque()) break;
                    }
                    return directories;
                });
    }

    @Override
    public ImageId identify(ImageConfig config) {
        return new ImageId(Sha256.of(ConfigJson.write(config)));
    }

    @Override
    public Image commit(
            ImageConfig config,
            Map<String, String> additions,
            List<StoredLayer> layers,
            List<ImageReference> names) {
        return DiskWork.done(
                () -> {
                    var json = ConfigJson.write(config, additions);
                    var configBlob = shelves.blobs().put(json, lease);
                    var manifest =
                            new Manifest(
                                    MediaType.OCI_MANIFEST,
                                    new Descriptor(
                                            MediaType.OCI_CONFIG,
                                            configBlob.digest(),
                                            configBlob.size()),
                                    layers.stream().map(StoredLayer::blob).toList(),
                                    Map.of());
                    var blob = shelves.blobs().put(ManifestJson.write(manifest), lease);
                    shelves.blobs().sync();
                    var descriptor =
                            new Descriptor(MediaType.OCI_MANIFEST, blob.digest(), blob.size());
                    return entry.enter(shelves.documents().read(descriptor), names);
                });
    }

    @Override
    public void close() {
        var held = lease.digests();
        lease.close();
        DiskWork.complete(() -> entry.sweep(held));
    }
}
