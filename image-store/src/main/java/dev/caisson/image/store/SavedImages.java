package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageId;
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
                var image = inventory.resolve(entry.getKey().toString());
                held.add(leases.apply(image));
                var stored = inventory.stored(image);
                items.add(
                        new ArchiveWriter.Item(
                                stored.descriptor(), stored.manifest(), entry.getValue()));
            }
            new ArchiveWriter(inventory.blobs()).write(items, out);
        } finally {
            held.forEach(Lease::close);
        }
    }

    private Map<ImageId, List<ImageReference>> names(
            List<String> namesOrIds, @Nullable Platform platform) {
        var lookup = inventory.lookup();
        var names = new LinkedHashMap<ImageId, List<ImageReference>>();
        for (var text : namesOrIds) {
            for (var match : matches(lookup, text)) {
                var has = match.image().config().platform();
                if (platform != null && !has.runsOn(platform)) {
                    throw new NotFound(FaultCode.PLATFORM_DIFFERS, text, platform, has);
                }
                var known = names.computeIfAbsent(match.image().id(), _ -> new ArrayList<>());
                var name = match.name();
                if (name != null && name.tag() != null && !known.contains(name)) known.add(name);
            }
        }
        return names;
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
