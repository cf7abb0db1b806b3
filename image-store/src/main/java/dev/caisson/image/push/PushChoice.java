package dev.caisson.image.push;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Image;
import dev.caisson.image.ImageManifest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import dev.caisson.image.PlatformChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of a name is pushed. Of an index all of it when all of it is here, else the one image the
/// name stands for on this host. Source: moby daemon/containerd/image_push.go (behaviour).
///
/// @param top gets the tag
/// @param manifests to be pushed, with what they consist of
/// @param isInstead whether an image is pushed where the whole index was meant
record PushChoice(Descriptor top, List<ImageManifest> manifests, boolean isInstead) {
    PushChoice {
        manifests = List.copyOf(manifests);
    }

    /// @param platform null for all
    /// @throws NotFound `PLATFORM_MISSING`
    static PushChoice of(
            ImageReference name,
            Image image,
            List<ImageManifest> manifests,
            @Nullable Platform platform) {
        if (platform == null) {
            boolean isWhole = manifests.stream().allMatch(ImageManifest::isHere);
            if (isWhole) return new PushChoice(image.target(), manifests, false);
            return one(image, manifests, true);
        }
        var images =
                manifests.stream().map(ImageManifest::image).filter(one -> one != null).toList();
        var best = PlatformChoice.best(images, one -> one.config().platform(), platform);
        if (best.isEmpty()) {
            throw new NotFound(
                    FaultCode.PLATFORM_MISSING,
                    name.familiar(),
                    image.config().platform(),
                    platform);
        }
        return one(best.get(), manifests, false);
    }

    private static PushChoice one(Image image, List<ImageManifest> manifests, boolean isInstead) {
        var digest = image.manifest().digest();
        var only =
                manifests.stream().filter(one -> one.descriptor().digest().equals(digest)).toList();
        return new PushChoice(image.manifest(), only, isInstead);
    }

    /// Whether the indexes are pushed as well.
    boolean isWhole() {
        return manifests.stream().noneMatch(one -> one.descriptor().digest().equals(top.digest()));
    }
}
