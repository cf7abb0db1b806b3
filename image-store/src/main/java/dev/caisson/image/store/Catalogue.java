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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which manifests the store has, and under which names: what `index.json` says.
///
/// A manifest with several names has several entries; one without a name (dangling) has one.
///
/// @param entries in order of their making
record Catalogue(List<Entry> entries) {
    private static final String NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final String TAGGED = "dev.caisson.image.tagged";

    Catalogue {
        entries = List.copyOf(entries);
    }

    /// @param manifest without annotations
    /// @param name null for an image without one
    /// @param tagged when it got the name; null when that is not known
    record Entry(Descriptor manifest, @Nullable ImageReference name, @Nullable Instant tagged) {
        boolean isNamed(ImageReference other) {
            return other.equals(name);
        }
    }

    static Catalogue read(byte @Nullable [] index) {
        if (index == null) return new Catalogue(List.of());
        var entries = new ArrayList<Entry>();
        for (var descriptor :
                ManifestJson.index(index, MediaType.OCI_INDEX, "index.json").manifests()) {
            entries.add(
                    new Entry(
                            descriptor.withAnnotations(Map.of()),
                            name(descriptor.annotations()),
                            tagged(descriptor.annotations())));
        }
        return new Catalogue(entries);
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
            descriptors.add(entry.manifest().withAnnotations(annotations));
        }
        return ManifestJson.write(new ImageIndex(MediaType.OCI_INDEX, descriptors, Map.of()));
    }

    Optional<Entry> named(ImageReference name) {
        return entries.stream().filter(entry -> entry.isNamed(name)).findFirst();
    }

    /// The manifest has this name, and nothing else has.
    Catalogue with(Descriptor manifest, ImageReference name, Instant now) {
        var changed = new ArrayList<Entry>();
        Entry loser = null;
        for (var entry : entries) {
            if (entry.isNamed(name)) loser = entry;
            else if (entry.name() != null || !entry.manifest().equals(manifest)) changed.add(entry);
        }
        if (loser != null && !loser.manifest().equals(manifest)) {
            var other = loser.manifest();
            if (changed.stream().noneMatch(entry -> entry.manifest().equals(other))) {
                changed.add(new Entry(other, null, null));
            }
        }
        changed.add(new Entry(manifest, name, now));
        return new Catalogue(changed);
    }

    /// The manifest is there, without a name when it has none.
    Catalogue with(Descriptor manifest) {
        if (entries.stream().anyMatch(entry -> entry.manifest().equals(manifest))) return this;
        var changed = new ArrayList<>(entries);
        changed.add(new Entry(manifest, null, null));
        return new Catalogue(changed);
    }

    /// The name is gone; its manifest stays.
    Catalogue without(ImageReference name) {
        var gone = named(name);
        if (gone.isEmpty()) return this;
        var changed = new ArrayList<>(entries);
        changed.removeIf(entry -> entry.isNamed(name));
        return new Catalogue(changed).with(gone.get().manifest());
    }

    /// The manifest and all its names are gone.
    Catalogue without(Digest manifest) {
        var changed = new ArrayList<>(entries);
        changed.removeIf(entry -> entry.manifest().digest().equals(manifest));
        return new Catalogue(changed);
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
