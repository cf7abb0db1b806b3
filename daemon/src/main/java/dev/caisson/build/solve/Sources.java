package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import dev.caisson.image.Platform;
import dev.caisson.image.StoredLayer;
import java.io.IOException;
import java.util.List;

/// What the stages of a build know of each other, and of images.
interface Sources {
    /// The layers of a stage, once it is done, or of an image.
    ///
    /// @param before number of the stage that asks
    /// @param name of `--from`
    List<StoredLayer> layers(
            String name, int before, Platform platform, BuildEvent.Listener listener)
            throws IOException, InterruptedException;
}
