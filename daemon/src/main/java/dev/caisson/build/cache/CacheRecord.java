package dev.caisson.build.cache;

import dev.caisson.image.Digest;
import dev.caisson.image.StoredLayer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a step made.
///
/// @param text the instruction, for people
/// @param layer null when the step changed nothing
/// @param made when
/// @param use how often and when last it was found again
public record CacheRecord(
        StepKey key, String text, @Nullable StoredLayer layer, Instant made, Use use) {
    /// @param count how often it was found
    /// @param last the last time, or when it was made
    public record Use(int count, Instant last) {}

    public Digest id() {
        return key.digest();
    }

    /// Bytes of the layer's files.
    public long size() {
        return layer == null ? 0 : layer.size();
    }

    CacheRecord usedAt(Instant now) {
        return new CacheRecord(key, text, layer, made, new Use(use.count() + 1, now));
    }
}
