package dev.caisson.image.hosted;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.json.PushedJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One repository of the shelf. Guarded by the [Shelf].
final class Shelved {
    private final Map<String, Digest> tags = new TreeMap<>();
    private final Map<Digest, Item> manifests = new LinkedHashMap<>();
    private final Map<Digest, Link> links = new HashMap<>();

    /// @param descriptor without annotations
    record Item(Descriptor descriptor, PushedJson.Reading reading) {
        boolean needs(Digest blob) {
            return reading.blobs().contains(blob);
        }
    }

    private record Link(Holding.Held held, Instant since) {}

    Map<String, Digest> tags() {
        return tags;
    }

    Map<Digest, Item> manifests() {
        return manifests;
    }

    Iterable<Digest> blobs() {
        return links.keySet();
    }

    boolean isEmpty() {
        return manifests.isEmpty() && links.isEmpty();
    }

    Optional<Item> find(Which which) {
        return switch (which) {
            case Which.Content(var digest) -> Optional.ofNullable(manifests.get(digest));
            case Which.Tag(var name) -> Optional.ofNullable(tags.get(name)).map(manifests::get);
        };
    }

    boolean has(Digest blob) {
        return links.containsKey(blob);
    }

    /// Takes over `held`.
    void link(Digest blob, Holding.Held held, Instant now) {
        if (links.putIfAbsent(blob, new Link(held, now)) != null) held.close();
    }

    void unlink(Digest blob) {
        var link = links.remove(blob);
        if (link != null) link.held.close();
    }

    boolean isNeeded(Digest blob) {
        return manifests.values().stream().anyMatch(item -> item.needs(blob));
    }

    /// Gives up blobs no manifest needs.
    ///
    /// @param before linked before this
    void forget(Instant before) {
        for (var entry : List.copyOf(links.entrySet())) {
            boolean old = entry.getValue().since.isBefore(before);
            boolean isDocument = manifests.containsKey(entry.getKey());
            if (old && !isDocument && !isNeeded(entry.getKey())) unlink(entry.getKey());
        }
    }

    void requireBlobs(PushedJson.Reading reading) {
        for (var blob : reading.blobs()) {
            if (!has(blob)) {
                throw new NotFound(FaultCode.HOSTED_BLOB_MISSING, blob);
            }
        }
    }

    void put(Item item, @Nullable String tag) {
        manifests.put(item.descriptor.digest(), item);
        if (tag != null) tags.put(tag, item.descriptor.digest());
    }

    void remove(Digest manifest) {
        manifests.remove(manifest);
        tags.values().removeIf(manifest::equals);
        unlink(manifest);
    }

    List<Referrer> referrers(Digest subject) {
        return manifests.values().stream()
                .filter(item -> subject.equals(item.reading.subject()))
                .map(
                        item ->
                                new Referrer(
                                        item.descriptor.withAnnotations(item.reading.annotations()),
                                        item.reading.artifactType()))
                .toList();
    }
}
