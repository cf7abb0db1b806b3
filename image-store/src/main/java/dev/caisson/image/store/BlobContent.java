package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Manifest;
import dev.caisson.image.StoredContent;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ConfigJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The blobs of one image.
final class BlobContent implements StoredContent {
    private final BlobStore blobs;
    private final StoredTarget target;
    private final StoredImage image;
    private final ImageStore.Lease lease;
    private final Consumer<ImageReference> naming;

    BlobContent(
            BlobStore blobs,
            StoredTarget target,
            StoredImage image,
            ImageStore.Lease lease,
            Consumer<ImageReference> naming) {
        this.blobs = blobs;
        this.target = target;
        this.image = image;
        this.lease = lease;
        this.naming = naming;
    }

    @Override
    public Manifest manifest() {
        return image.manifest();
    }

    @Override
    public List<Descriptor> indexes() {
        return target.indexes();
    }

    @Override
    public Optional<Descriptor> find(Digest digest) {
        return Optional.ofNullable(target.blobs().get(digest));
    }

    @Override
    public byte[] read(Descriptor descriptor) {
        try {
            return blobs.read(descriptor, ConfigJson.SIZE_LIMIT);
        } catch (IOException broken) {
            throw new Internal(
                    broken,
                    FaultCode.IMAGE_STORE_BROKEN,
                    "cannot read " + descriptor.digest(),
                    broken.toString());
        }
    }

    @Override
    public InputStream open(Digest blob, long from, long length) throws IOException {
        return blobs.open(blob, from, length);
    }

    @Override
    public void named(ImageReference name) {
        naming.accept(name);
    }

    @Override
    public void close() {
        lease.close();
    }
}
