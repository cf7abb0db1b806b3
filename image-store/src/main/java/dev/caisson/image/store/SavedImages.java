package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore.Lease;
import dev.caisson.image.Platform;
import dev.caisson.image.archive.ArchiveWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes images into a tar.
final class SavedImages {
    private final Inventory inventory;
    private final Function<Image, Lease> leases;

    /// @param leases holds an image
    SavedImages(Inventory inventory, Function<Image, Lease> leases) {
        this.inventory = inventory;
        this.leases = leases;
    }

    /// @param platform that every image must have; null for whatever it has
    void save(List<String> namesOrIds, @Nullable Platform platform, OutputStream out)
            throws IOException {
        var held = new ArrayList<Lease>();
        try {
            var items = new ArrayList<ArchiveWriter.Item>();
            for (var entry : names(namesOrIds, platform).entrySet()) {
                var image = entry.getKey();
                held.add(leases.apply(image));
                items.add(
                        platform == null
                                ? item(inventory.target(image), entry.getValue())
                                : item(inventory.stored(image), entry.getValue()));
            }
            new ArchiveWriter(inventory.blobs()).write(items, out);
        } finally {
            held.forEach(Lease::close);
        }
    }

    private static ArchiveWriter.Item item(StoredTarget target, List<ImageReference> names) {
        return new ArchiveWriter.Item(
                target.descriptor(),
                target.main().manifest(),
                List.copyOf(target.blobs().values()),
                names);
    }

    private static ArchiveWriter.Item item(StoredImage image, List<ImageReference> names) {
        return item(StoredTarget.of(image), names);
    }

    private Map<Image, List<ImageReference>> names(
            List<String> namesOrIds, @Nullable Platform platform) {
        var lookup = inventory.lookup();
        var targets = new LinkedHashMap<Digest, Image>();
        var names = new LinkedHashMap<Image, List<ImageReference>>();
        for (var text : namesOrIds) {
            for (var match : matches(lookup, text)) {
                var image = platform == null ? match.image() : one(match, platform);
                // The same one by another name is written once.
                var first = targets.computeIfAbsent(image.target().digest(), _ -> image);
                var known = names.computeIfAbsent(first, _ -> new ArrayList<>());
                var name = match.name();
                if (name != null && name.tag() != null && !known.contains(name)) known.add(name);
            }
        }
        return names;
    }

    private Image one(Lookup.Match match, Platform platform) {
        var name = match.name();
        var text = name == null ? match.image().id().toString() : name.familiar();
        try {
            return inventory.resolve(name == null ? text : name.toString(), platform);
        } catch (NotFound other) {
            if (other.code() != FaultCode.PLATFORM_MISSING) throw other;
            var has = match.image().config().platform();
            throw new NotFound(other, FaultCode.PLATFORM_DIFFERS, text, platform, has);
        }
    }

    // A name without a tag stands for all tags of its repository, when it has any.
    private static List<Lookup.Match> matches(Lookup lookup, String text) {
        if (!text.contains(":") && !text.contains("@") && text.length() < Digest.HEX_LENGTH) {
            var tags = lookup.tagsOf(ImageReference.parseAsWritten(text));
            if (!tags.isEmpty()) {
                return tags.stream().map(tag -> lookup.require(tag.toString())).toList();
            }
        }
        return List.of(lookup.require(text));
    }
}
