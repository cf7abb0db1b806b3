package dev.caisson.image;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image of the store, as it was when it was looked up.
///
/// @param target what its names mean: its manifest, or an index that has it
/// @param manifest describes the image's manifest blob
/// @param tags sorted by their familiar form; empty for a dangling image
/// @param repoDigests names with a digest under which registries know the image, sorted
/// @param size of the layers in bytes, uncompressed
/// @param lastTagged null when it was never tagged here
/// @param parent what it was made of here; null when it was not, or that is gone
public record Image(
        ImageId id,
        Descriptor target,
        Descriptor manifest,
        ImageConfig config,
        List<ImageReference> tags,
        List<ImageReference> repoDigests,
        long size,
        @Nullable Instant lastTagged,
        @Nullable ImageId parent) {
    public Image {
        tags = List.copyOf(tags);
        repoDigests = List.copyOf(repoDigests);
    }

    /// True when it is one of an index.
    public boolean isOfIndex() {
        return !target.digest().equals(manifest.digest());
    }

    /// The same under other names.
    public Image withNames(List<ImageReference> otherTags, List<ImageReference> otherDigests) {
        return new Image(
                id, target, manifest, config, otherTags, otherDigests, size, lastTagged, parent);
    }

    /// True when nothing names it.
    public boolean isDangling() {
        return tags.isEmpty() && repoDigests.isEmpty();
    }

    /// When it was made; the epoch when it does not say.
    public Instant created() {
        var created = config.created();
        return created == null ? Instant.EPOCH : created;
    }
}
