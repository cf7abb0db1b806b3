package dev.caisson.image.store;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.MediaType;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Reads manifests and configurations and remembers them: they cannot change.
final class StoredImages {
    private final BlobStore blobs;
    private final Map<Digest, StoredImage> known = new ConcurrentHashMap<>();
    private final Map<Kept, StoredTarget> indexes = new ConcurrentHashMap<>();
    private final Map<Digest, Exception> damaged = new ConcurrentHashMap<>();

    StoredImages(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// What of an index is here decides what it is.
    private record Kept(Digest index, Set<Digest> manifests) {}

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
        image = new StoredImage(descriptor.bare(), manifest, config);
        known.put(digest, image);
        return image;
    }

    /// @param kept which manifests of an index are here; empty when that is not known
    StoredTarget target(Descriptor descriptor, Set<Digest> kept) throws IOException {
        if (!MediaType.isIndex(descriptor.mediaType())) return StoredTarget.of(read(descriptor));
        var key = new Kept(descriptor.digest(), Set.copyOf(kept));
        var target = indexes.get(key);
        if (target != null) return target;
        target = new IndexReader(blobs, this, kept).read(descriptor);
        indexes.put(key, target);
        return target;
    }

    /// What a catalogue's entries lead to by digest, in its order; what is damaged is left out and
    /// remembered in [#damaged].
    Map<Digest, StoredTarget> of(Catalogue catalogue) {
        var targets = new LinkedHashMap<Digest, StoredTarget>();
        for (var entry : catalogue.entries()) {
            var digest = entry.target().digest();
            if (targets.containsKey(digest) || damaged.containsKey(digest)) continue;
            try {
                var kept = catalogue.kept().getOrDefault(digest, Set.of());
                targets.put(digest, target(entry.target(), kept));
            } catch (Fault | IOException broken) {
                damaged.put(digest, broken);
            }
        }
        return targets;
    }

    /// What could not be read, and why: one line each.
    List<String> damaged() {
        return damaged.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue().getMessage())
                .sorted()
                .toList();
    }

    /// Everything is read anew when it is next asked for.
    void forgetAll() {
        known.clear();
        indexes.clear();
        damaged.clear();
    }
}
