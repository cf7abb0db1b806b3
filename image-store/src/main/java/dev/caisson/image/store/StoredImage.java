package dev.caisson.image.store;

import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageId;
import dev.caisson.image.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A manifest of the catalogue with what it leads to, read and checked.
record StoredImage(Descriptor descriptor, Manifest manifest, ImageConfig config) {
    /// The annotation of a manifest that names the image it was made of.
    static final String PARENT = "dev.caisson.image.parent";

    ImageId id() {
        return manifest.imageId();
    }

    /// What it was made of here, which may be gone since.
    Optional<ImageId> parent() {
        var written = manifest.annotations().get(PARENT);
        try {
            return Optional.ofNullable(written).map(Digest::parse).map(ImageId::new);
        } catch (InvalidInput foreign) {
            return Optional.empty();
        }
    }

    /// Its configuration and its layers.
    List<Descriptor> parts() {
        var parts = new ArrayList<Descriptor>();
        parts.add(manifest.config());
        parts.addAll(manifest.layers());
        return parts;
    }

    /// Every blob it consists of.
    Set<Digest> blobs() {
        var blobs = new LinkedHashSet<Digest>();
        blobs.add(descriptor.digest());
        for (var part : parts()) blobs.add(part.digest());
        return blobs;
    }

    /// Its unpacked layers, the lowest first.
    List<Digest> diffIds() {
        return config.diffIds();
    }
}
