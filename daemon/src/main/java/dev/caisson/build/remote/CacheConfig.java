package dev.caisson.build.remote;

import dev.caisson.image.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is in a cache.
///
/// @param layers empty in an image, whose own are meant
/// @param foreign how many records there are that others made
record CacheConfig(List<Layer> layers, List<Known> records, int foreign) {
    static final String MEDIA_TYPE = "application/vnd.buildkit.cacheconfig.v0";

    /// Where an image has it in its configuration.
    static final String INLINE = "moby.buildkit.cache.v0";

    CacheConfig {
        layers = List.copyOf(layers);
        records = List.copyOf(records);
    }

    /// A layer.
    ///
    /// @param blob what it is in the cache
    record Layer(Digest blob, String mediaType, long size, Digest diffId, Instant created) {}

    /// What is known of a step.
    ///
    /// @param key all its inputs
    /// @param layer which of the layers it made; null when it changed nothing
    /// @param created when
    record Known(Digest key, @Nullable Integer layer, Instant created) {}
}
