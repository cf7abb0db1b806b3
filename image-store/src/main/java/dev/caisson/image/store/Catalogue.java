package dev.caisson.image.store;

import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageIndex;
import dev.caisson.image.ImageReference;
import dev.caisson.image.MediaType;
import dev.caisson.image.json.ManifestJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which manifests and indexes the store has, and under which names: what `index.json` says.
///
/// A target with several names has several entries; one without a name (dangling) has one.
///
/// @param entries in order of their making
/// @param kept of each index the manifests that are here with all their parts
record Catalogue(List<Entry> entries, Map<Digest, Set<Digest>> kept) {
    private static final String NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final String TAGGED = "dev.caisson.image.tagged";
    private static final String KEPT = "dev.caisson.image.kept";

    Catalogue {
        entries = List.copyOf(entries);
        var targets = new HashSet<Digest>();
        for (var entry : entries) targets.add(entry.target().digest());
        var here = new HashMap<Digest, Set<Digest>>();
        kept.forEach(
                (index, manifests) -> {
                    if (targets.contains(index)) here.put(index, Set.copyOf(manifests));
                });
        kept = Map.copyOf(here);
    }

    /// @param target a manifest or an index, without annotations
    /// @param name null for an image without one
    /// @param tagged when it got the name; null when that is not known
    record Entry(Descriptor target, @Nullable ImageReference name, @Nullable Instant tagged) {
        boolean isNamed(ImageReference other) {
            return other.equals(name);
        }
    }

    static Catalogue read(byte @Nullable [] index) {
        if (index == null) return new Catalogue(List.of(), Map.of());
        var entries = new ArrayList<Entry>();
        var kept = new HashMap<Digest, Set<Digest>>();
        for (var descriptor :
                ManifestJson.index(index, MediaType.OCI_INDEX, "index.json").manifests()) {
            entries.add(
                    new Entry(
                            descriptor.bare(),
                            name(descriptor.annotations()),
                            tagged(descriptor.annotations())));
            kept.computeIfAbsent(descriptor.digest(), _ -> new TreeSet<>())
                    .addAll(kept(descriptor.annotations()));
        }
        kept.values().removeIf(Set::isEmpty);
        return new Catalogue(entries, kept);
    }

    byte[] write() {
        var descriptors = new ArrayList<Descriptor>();
        for (var entry : entries) {
            var annotations = new HashMap<String, String>();
            var name = entry.name();
            if (name != null) {
                annotations.put(NAME, name.toString());
                annotations.put(REF_NAME, name.toString());
            }
            var tagged = entry.tagged();
            if (tagged != null) annotations.put(TAGGED, tagged.toString());
            var manifests = kept.getOrDefault(entry.target().digest(), Set.of());
            if (!manifests.isEmpty()) annotations.put(KEPT, words(manifests));
            descriptors.add(entry.target().withAnnotations(annotations));
        }
        return ManifestJson.write(new ImageIndex(MediaType.OCI_INDEX, descriptors, Map.of()));
    }

    Optional<Entry> named(ImageReference name) {
        return entries.stream().filter(entry -> entry.isNamed(name)).findFirst();
    }

    /// The target has this name, and nothing else has.
    Catalogue with(Descriptor target, ImageReference name, Instant now) {
        var changed = new ArrayList<Entry>();
        Entry loser = null;
        for (var entry : entries) {
            if (entry.isNamed(name)) loser = entry;
            else if (entry.name() != null || !entry.target().equals(target)) changed.add(entry);
        }
        if (loser != null && !loser.target().equals(target)) {
            var other = loser.target();
            if (changed.stream().noneMatch(entry -> entry.target().equals(other))) {
                changed.add(new Entry(other, null, null));
            }
        }
        changed.add(new Entry(target, name, now));
        return new Catalogue(changed, kept);
    }

    /// The target is there, without a name when it has none.
    Catalogue with(Descriptor target) {
        if (entries.stream().anyMatch(entry -> entry.target().equals(target))) return this;
        var changed = new ArrayList<>(entries);
        changed.add(new Entry(target, null, null));
        return new Catalogue(changed, kept);
    }

    /// These manifests of an index are here as well.
    Catalogue keeping(Digest index, Set<Digest> manifests) {
        if (manifests.isEmpty()) return this;
        var all = new HashSet<>(kept.getOrDefault(index, Set.of()));
        all.addAll(manifests);
        return keepingOnly(index, all);
    }

    /// Of an index only these manifests are here.
    Catalogue keepingOnly(Digest index, Set<Digest> manifests) {
        var changed = new HashMap<>(kept);
        changed.put(index, manifests);
        return new Catalogue(entries, changed);
    }

    /// The name is gone; its target stays.
    Catalogue without(ImageReference name) {
        var gone = named(name);
        if (gone.isEmpty()) return this;
        var changed = new ArrayList<>(entries);
        changed.removeIf(entry -> entry.isNamed(name));
        return new Catalogue(changed, kept).with(gone.get().target());
    }

    /// The target and all its names are gone.
    Catalogue without(Digest target) {
        var changed = new ArrayList<>(entries);
        changed.removeIf(entry -> entry.target().digest().equals(target));
        return new Catalogue(changed, kept);
    }

    private static String words(Set<Digest> digests) {
        return digests.stream().sorted().map(Digest::toString).collect(Collectors.joining(" "));
    }

    private static Set<Digest> kept(Map<String, String> annotations) {
        var kept = new TreeSet<Digest>();
        for (var word : annotations.getOrDefault(KEPT, "").split(" ", -1)) {
            if (!word.isEmpty()) kept.add(Digest.parse(word));
        }
        return kept;
    }

    // Another tool may have written here: what is no name is not one.
    private static @Nullable ImageReference name(Map<String, String> annotations) {
        var text = annotations.getOrDefault(NAME, annotations.getOrDefault(REF_NAME, ""));
        if (text.isEmpty()) return null;
        try {
            return ImageReference.parse(text);
        } catch (InvalidInput foreign) {
            return null;
        }
    }

    private static @Nullable Instant tagged(Map<String, String> annotations) {
        var text = annotations.get(TAGGED);
        if (text == null) return null;
        try {
            return Instant.parse(text);
        } catch (DateTimeException foreign) {
            return null;
        }
    }
}
