package dev.caisson.image.pull;

import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;

/// Hears how a pull comes along; called by several threads, must not block.
public interface PullProgress {
    /// The manifest is there: from here on layers are fetched.
    void begun(ImageReference name);

    /// @param blob of the layer
    void layer(Digest blob, LayerProgress.LayerStep step);

    /// Hears nothing.
    static PullProgress none() {
        return new PullProgress() {
            @Override
            public void begun(ImageReference name) {}

            @Override
            public void layer(Digest blob, LayerProgress.LayerStep step) {}
        };
    }
}
