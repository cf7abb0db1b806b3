package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds an image by what a user wrote. Source: moby daemon/images/image.go.
final class Lookup {
    private static final Pattern FULL_ID = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");
    private static final Pattern PREFIX = Pattern.compile("(?:sha256:)?([0-9a-f]{1,64})");

    private final Collection<Image> images;

    Lookup(Collection<Image> images) {
        this.images = images;
    }

    /// @param name by which it was found; null when it was its ID or a prefix of that
    record Match(Image image, @Nullable ImageReference name) {}

    /// @throws NotFound `IMAGE_NOT_FOUND`
    /// @throws dev.caisson.fault.InvalidInput `IMAGE_REFERENCE_INVALID`
    Match require(String text) {
        var full = FULL_ID.matcher(text);
        if (full.matches()) {
            var digest = new Digest(full.group(1));
            return byDigest(digest)
                    .map(image -> new Match(image, null))
                    .orElseThrow(() -> new NotFound(FaultCode.IMAGE_NOT_FOUND, digest));
        }
        var name = ImageReference.parse(text);
        return byName(name)
                .or(() -> byPrefix(text).map(image -> new Match(image, null)))
                .orElseThrow(() -> new NotFound(FaultCode.IMAGE_NOT_FOUND, name.familiar()));
    }

    private Optional<Image> byDigest(Digest digest) {
        var id = new ImageId(digest);
        return images.stream()
                .filter(image -> image.id().equals(id) || image.manifest().digest().equals(digest))
                .findFirst();
    }

    private Optional<Match> byName(ImageReference name) {
        // With a digest the tag is only decoration.
        var wanted = name.digest() == null ? name : name.withDigest(name.digest());
        for (var image : images) {
            if (image.tags().contains(wanted) || image.repoDigests().contains(wanted)) {
                return Optional.of(new Match(image, wanted));
            }
        }
        return Optional.empty();
    }

    // As with Docker, an ambiguous prefix names nothing.
    private Optional<Image> byPrefix(String text) {
        var prefix = PREFIX.matcher(text);
        if (!prefix.matches()) return Optional.empty();
        var hex = prefix.group(1);
        var found =
                images.stream().filter(image -> image.id().digest().hex().startsWith(hex)).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /// The tags of a repository, sorted.
    List<ImageReference> tagsOf(ImageReference repository) {
        return images.stream()
                .flatMap(image -> image.tags().stream())
                .filter(tag -> tag.isSameRepository(repository))
                .sorted()
                .toList();
    }
}
