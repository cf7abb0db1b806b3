package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A manifest of an image, with what is here of it.
///
/// @param id digest of the manifest
public record ImageManifestSummary(
        @JsonProperty("ID") String id,
        @JsonProperty("Descriptor") OciDescriptor descriptor,
        @JsonProperty("Available") boolean available,
        @JsonProperty("Size") Size size,
        @JsonProperty("Kind") String kind,
        @JsonProperty("ImageData") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable ImageData imageData,
        @JsonProperty("AttestationData") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable AttestationData attestationData) {
    /// Bytes of blobs, and of these and the unpacked layers.
    public record Size(@JsonProperty("Content") long content, @JsonProperty("Total") long total) {}

    /// What makes it an image.
    public record ImageData(
            @JsonProperty("Platform") OciPlatform platform,
            @JsonProperty("Containers") List<String> containers,
            @JsonProperty("Size") Unpacked size) {}

    /// Which manifest it is about.
    public record AttestationData(@JsonProperty("For") String subject) {}

    /// Bytes of the unpacked layers.
    public record Unpacked(@JsonProperty("Unpacked") long unpacked) {}
}
