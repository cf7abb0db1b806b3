package dev.caisson.image;

import java.util.List;
import java.util.Map;

/// Says which blobs make an image for one platform. Source: image-spec manifest.md.
///
/// @param layers the lowest first
public record Manifest(
        String mediaType,
        Descriptor config,
        List<Descriptor> layers,
        Map<String, String> annotations) {
    public Manifest {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /// The ID of the image it makes.
    public ImageId imageId() {
        return new ImageId(config.digest());
    }
}
