package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds an image by what a user wrote. Source: moby daemon/images/image.go.
final class Lookup {
    private static final Pattern FULL_ID =
            Pattern.compile("(?:(?:sha256:)?([0-9a-f]{64})|(?:sha512:)?([0-9a-f]{128}))");
    private static final Pattern PREFIX =
            Pattern.compile("(?:(?:sha256|sha512):)?([0-9a-f]{1,128})");

    private final List<Image> images;
    private final List<Image> others;
    private final Function<ImageReference, Optional<Image>> named;

    /// @param others images of indexes that their names do not stand for on this host: found by
    ///     their own digests only
    /// @param named the image an exact name stands for
    Lookup(
            List<Image> images,
            List<Image> others,
            Function<ImageReference, Optional<Image>> named) {
        this.images = images;
        this.others = others;
        this.named = named;
    }

    /// @param name by which it was found; null when it was its ID or a prefix of that
    record Match(Image image, @Nullable ImageReference name) {}

    /// @throws NotFound `IMAGE_NOT_FOUND`
    /// @throws dev.caisson.fault.InvalidInput `IMAGE_REFERENCE_INVALID`
    Match require(String text) {
        var full = FULL_ID.matcher(text);
        if (full.matches()) {
            var digest = new Digest(full.group(1) != null ? full.group(1) : full.group(2));
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
        return all().filter(
                        image ->
                                image.id().equals(id)
                                        || image.target().digest().equals(digest)
                                        || image.manifest().digest().equals(digest))
                .findFirst();
    }

    private Optional<Match> byName(ImageReference name) {
        // With a digest the tag is only decoration.
        var wanted = name.digest() == null ? name : name.withDigest(name.digest());
        return named.apply(wanted).map(image -> new Match(image, wanted));
    }

    private Stream<Image> all() {
        return Stream.concat(images.stream(), others.stream());
    }

    // As with Docker, an ambiguous prefix names nothing.
    private Optional<Image> byPrefix(String text) {
        var prefix = PREFIX.matcher(text);
        if (!prefix.matches()) return Optional.empty();
        var hex = prefix.group(1);
        var found = new LinkedHashMap<ImageId, Image>();
        all().filter(image -> image.id().digest().hex().startsWith(hex))
                .forEach(image -> found.putIfAbsent(image.id(), image));
        return found.size() == 1 ? Optional.of(found.values().iterator().next()) : Optional.empty();
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
