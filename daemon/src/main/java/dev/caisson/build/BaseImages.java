package dev.caisson.build;

import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;

/// Port: finds the images that builds begin with.
public interface BaseImages {
    /// The image of a name, pulled when it is not here.
    ///
    /// @param refresh ask the registry also when it is here
    /// @param listener hears of the pull
    Image get(ImageReference name, Platform platform, boolean refresh, BuildEvent.Listener listener)
            throws InterruptedException;

    /// Tells that an image was made.
    void made(Image image, java.util.List<ImageReference> names);
}
