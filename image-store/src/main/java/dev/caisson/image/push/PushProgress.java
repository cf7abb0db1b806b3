package dev.caisson.image.push;

import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;

/// Hears how a push comes along; called by several threads, must not block.
public interface PushProgress {
    void begun(ImageReference name);

    /// @param diffId of the layer
    void layer(Digest diffId, PushStep step);

    void done(Pushed pushed);

    /// What is happening to a layer.
    sealed interface PushStep {
        record Preparing() implements PushStep {}

        record Waiting() implements PushStep {}

        /// @param current bytes sent
        record Pushing(long current, long total) implements PushStep {}

        record Pushed() implements PushStep {}

        record Present() implements PushStep {}

        /// @param from another repository of the registry
        record Mounted(ImageReference from) implements PushStep {}
    }
}
