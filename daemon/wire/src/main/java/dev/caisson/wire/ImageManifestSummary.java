package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// A manifest of an image, with what is here of it.
///
/// @param id digest of the manifest
public record ImageManifestSummary(
        @JsonProperty("ID") String id,
        @JsonProperty("Descriptor") OciDescriptor descriptor,
        @JsonProperty("Available") boolean available,
        @JsonProperty("Size") Size size,
        @JsonProperty("Kind") String kind,
        @JsonProperty("ImageData") ImageData imageData) {
    /// Bytes of blobs, and of these and the unpacked layers.
    public record Size(@JsonProperty("Content") long content, @JsonProperty("Total") long total) {}

    /// What makes it an image.
    public record ImageData(
            @JsonProperty("Platform") OciPlatform platform,
            @JsonProperty("Containers") List<String> containers,
            @JsonProperty("Size") Unpacked size) {}

    /// Bytes of the unpacked layers.
    public record Unpacked(@JsonProperty("Unpacked") long unpacked) {}
}
