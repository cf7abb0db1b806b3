package dev.caisson.image.store;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageManifest.Kind;
import dev.caisson.image.Platform;
import dev.caisson.image.PlatformChoice;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an entry of the catalogue leads to: one image, or an index of images for several platforms,
/// of which one at least is here.
///
/// @param indexes the index and those nested in it, the outermost first; empty for one image
/// @param members the manifests, in their order
record StoredTarget(Descriptor descriptor, List<Descriptor> indexes, List<Member> members) {
    StoredTarget {
        indexes = List.copyOf(indexes);
        members = List.copyOf(members);
    }

    /// One manifest.
    ///
    /// @param image null for one that is not here, or is no image
    /// @param parts its configuration and layers; empty when it is not here
    record Member(
            Descriptor descriptor, Kind kind, @Nullable StoredImage image, List<Descriptor> parts) {
        Member {
            parts = List.copyOf(parts);
        }

        @Nullable Platform platform() {
            return image == null ? descriptor.platform() : image.config().platform();
        }
    }

    static StoredTarget of(StoredImage image) {
        var member = new Member(image.descriptor(), Kind.IMAGE, image, image.parts());
        return new StoredTarget(image.descriptor(), List.of(), List.of(member));
    }

    /// The images that are here.
    List<StoredImage> images() {
        return members.stream().map(Member::image).filter(one -> one != null).toList();
    }

    /// The image its names stand for on this host, whatever else is here.
    StoredImage main() {
        var images = images();
        return PlatformChoice.best(images, one -> one.config().platform(), Platform.host())
                .orElseGet(images::getFirst);
    }

    /// The image for a platform.
    Optional<StoredImage> image(Platform wanted) {
        return PlatformChoice.best(images(), one -> one.config().platform(), wanted);
    }

    Optional<StoredImage> image(Digest manifest) {
        return images().stream()
                .filter(image -> image.descriptor().digest().equals(manifest))
                .findFirst();
    }

    boolean isIndex() {
        return !indexes.isEmpty();
    }

    Set<ImageId> ids() {
        var ids = new LinkedHashSet<ImageId>();
        for (var image : images()) ids.add(image.id());
        return ids;
    }

    /// Every blob that is here of it.
    Map<Digest, Descriptor> blobs() {
        var blobs = new LinkedHashMap<Digest, Descriptor>();
        for (var index : indexes) blobs.put(index.digest(), index);
        for (var member : members) {
            if (member.parts.isEmpty()) continue;
            blobs.put(member.descriptor.digest(), member.descriptor.bare());
            for (var part : member.parts) blobs.put(part.digest(), part);
        }
        return blobs;
    }

    /// The manifests of an index that are here with all their parts; empty for one image.
    Set<Digest> kept() {
        var kept = new LinkedHashSet<Digest>();
        if (!isIndex()) return kept;
        for (var member : members) {
            if (!member.parts.isEmpty()) kept.add(member.descriptor.digest());
        }
        return kept;
    }

    /// The layers of all its images.
    Set<Digest> diffIds() {
        var all = new LinkedHashSet<Digest>();
        for (var image : images()) all.addAll(image.diffIds());
        return all;
    }
}
