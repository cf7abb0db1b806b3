package dev.caisson.image;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of an image: what runs, on what, made of which layers. Source: image-spec
/// config.md and, for the fields it reserves, moby image/spec/v1.2.md.
///
/// @param created null when the image does not say
/// @param author empty when none; so are `dockerVersion` and `comment`
/// @param diffIds digests of the uncompressed layers, the lowest first
/// @param history the oldest step first
public record ImageConfig(
        Platform platform,
        @Nullable Instant created,
        String author,
        String comment,
        String dockerVersion,
        ContainerDefaults defaults,
        List<Digest> diffIds,
        List<HistoryEntry> history) {
    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /// One step of the image's making.
    ///
    /// @param created null when the step does not say
    /// @param emptyLayer true when the step made no layer
    public record HistoryEntry(
            @Nullable Instant created,
            String createdBy,
            String author,
            String comment,
            boolean emptyLayer) {}
}
