package dev.caisson.image.store;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Reads manifests and configurations and remembers them: they cannot change.
final class StoredImages {
    private final BlobStore blobs;
    private final Map<Digest, StoredImage> known = new ConcurrentHashMap<>();
    private final Map<Digest, Exception> damaged = new ConcurrentHashMap<>();

    StoredImages(BlobStore blobs) {
        this.blobs = blobs;
    }

    StoredImage read(Descriptor descriptor) throws IOException {
        var image = known.get(descriptor.digest());
        if (image != null) return image;
        var digest = descriptor.digest();
        var manifest =
                ManifestJson.manifest(
                        blobs.read(descriptor, ManifestJson.SIZE_LIMIT),
                        descriptor.mediaType(),
                        "manifest " + digest);
        var config =
                ConfigJson.read(
                        blobs.read(manifest.config(), ConfigJson.SIZE_LIMIT),
                        "configuration " + manifest.config().digest());
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new InvalidInput(
                    FaultCode.IMAGE_DOCUMENT_INVALID,
                    "manifest " + digest,
                    "it and the configuration disagree on the number of layers");
        }
        image = new StoredImage(descriptor, manifest, config);
        known.put(digest, image);
        return image;
    }

    /// The images of a catalogue by manifest, in its order; a damaged one is left out and
    /// remembered in [#damaged].
    Map<Digest, StoredImage> of(Catalogue catalogue) {
        var images = new LinkedHashMap<Digest, StoredImage>();
        for (var entry : catalogue.entries()) {
            var digest = entry.manifest().digest();
            if (images.containsKey(digest) || damaged.containsKey(digest)) continue;
            try {
                images.put(digest, read(entry.manifest()));
            } catch (Fault | IOException broken) {
                damaged.put(digest, broken);
            }
        }
        return images;
    }

    /// Manifests that could not be read, and why: one line each.
    List<String> damaged() {
        return damaged.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue().getMessage())
                .sorted()
                .toList();
    }

    void forget(Digest manifest) {
        known.remove(manifest);
        damaged.remove(manifest);
    }
}
