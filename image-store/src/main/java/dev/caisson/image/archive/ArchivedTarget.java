package dev.caisson.image.archive;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.PlatformChoice;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an entry of an archive's index leads to: an image, or an index with some of its images.
///
/// @param descriptor as the archive's index has it
/// @param images complete, by manifest
/// @param kept complete manifests of all kinds
record ArchivedTarget(Descriptor descriptor, Map<Digest, ArchivedImage> images, Set<Digest> kept) {
    ArchivedTarget {
        images = new LinkedHashMap<>(images);
        kept = Set.copyOf(kept);
    }

    /// @param manifest bare
    record ArchivedImage(Descriptor manifest, Digest config, Platform platform) {}

    boolean hasImage(Digest config) {
        return images.values().stream().anyMatch(image -> image.config().equals(config));
    }

    /// False for an index of other things.
    boolean isImage() {
        return !images.isEmpty();
    }

    /// @param wanted of which alone an image is taken; null for all platforms
    /// @throws NotFound `IMAGE_PLATFORM_MISSING`
    ImageArchive.Found found(@Nullable Platform wanted, List<ImageReference> names) {
        boolean isIndex = MediaType.isIndex(descriptor.mediaType());
        if (wanted == null) {
            return new ImageArchive.Found(descriptor.bare(), isIndex ? kept : Set.of(), names);
        }
        var all = List.copyOf(images.values());
        var best = PlatformChoice.best(all, ArchivedImage::platform, wanted);
        if (best.isEmpty()) {
            var there = new TreeSet<String>();
            for (var image : all) there.add(image.platform().toString());
            throw new NotFound(FaultCode.IMAGE_PLATFORM_MISSING, wanted, String.join(", ", there));
        }
        return new ImageArchive.Found(best.get().manifest(), Set.of(), names);
    }

    /// Reads one, with what the blob store has of it.
    static final class Reader {
        private static final int NESTING_LIMIT = 4;

        private final BlobStore store;
        private final BlobStore.Hold hold;
        private final Map<Digest, ArchivedImage> images = new LinkedHashMap<>();
        private final Set<Digest> kept = new LinkedHashSet<>();
        private @Nullable InvalidInput missing;

        Reader(BlobStore store, BlobStore.Hold hold) {
            this.store = store;
            this.hold = hold;
        }

        /// @throws InvalidInput `IMAGE_ARCHIVE_INVALID` when no image of it is complete
        ArchivedTarget read(Descriptor descriptor) throws IOException {
            if (MediaType.isManifest(descriptor.mediaType())) {
                require(descriptor);
                manifest(descriptor);
            } else {
                index(descriptor, 0);
            }
            if (images.isEmpty() && missing != null) throw missing;
            return new ArchivedTarget(descriptor, images, kept);
        }

        private void index(Descriptor descriptor, int depth) throws IOException {
            if (depth == NESTING_LIMIT) {
                throw new InvalidInput(
                        FaultCode.IMAGE_ARCHIVE_INVALID, "its indexes are nested too deep");
            }
            require(descriptor);
            var content = store.read(descriptor, ManifestJson.SIZE_LIMIT);
            var what = "index " + descriptor.digest();
            var index = ManifestJson.index(content, descriptor.mediaType(), what);
            for (var one : index.manifests()) {
                hold.hold(one.digest());
                if (!store.contains(one.digest())) continue;
                if (MediaType.isIndex(one.mediaType())) index(one, depth + 1);
                else if (MediaType.isManifest(one.mediaType())) manifest(one);
            }
        }

        private void manifest(Descriptor descriptor) throws IOException {
            var content = store.read(descriptor, ManifestJson.SIZE_LIMIT);
            var what = "manifest " + descriptor.digest();
            var parts = ManifestJson.parts(content, descriptor.mediaType(), what);
            for (var part : parts) {
                try {
                    require(part);
                } catch (InvalidInput absent) {
                    missing = absent;
                    return;
                }
            }
            kept.add(descriptor.digest());
            if (!MediaType.isConfig(parts.getFirst().mediaType())) return;
            if (isUnknown(descriptor.platform())) return;
            var manifest = ManifestJson.manifest(content, descriptor.mediaType(), what);
            var bytes = store.read(manifest.config(), ConfigJson.SIZE_LIMIT);
            var config = ConfigJson.read(bytes, "configuration");
            if (config.diffIds().size() != manifest.layers().size()) {
                throw new InvalidInput(
                        FaultCode.IMAGE_ARCHIVE_INVALID,
                        "manifest and configuration disagree on the number of layers");
            }
            images.put(
                    descriptor.digest(),
                    new ArchivedImage(
                            descriptor.bare(), manifest.config().digest(), config.platform()));
        }

        // Attestations have it.
        private static boolean isUnknown(@Nullable Platform platform) {
            return platform != null && platform.os().equals("unknown");
        }

        private void require(Descriptor descriptor) {
            // What lies in the store from other images counts as well: held, it stays.
            hold.hold(descriptor.digest());
            if (!store.contains(descriptor.digest())) {
                throw new InvalidInput(
                        FaultCode.IMAGE_ARCHIVE_INVALID, "it has no blob " + descriptor.digest());
            }
        }
    }
}
