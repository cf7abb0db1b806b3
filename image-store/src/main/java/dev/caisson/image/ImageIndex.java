package dev.caisson.image;

import java.util.List;
import java.util.Map;

/// A list of manifests: of one image for several platforms, or of everything in an image layout.
/// Source: image-spec image-index.md.
public record ImageIndex(
        String mediaType, List<Descriptor> manifests, Map<String, String> annotations) {
    public ImageIndex {
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }
}
