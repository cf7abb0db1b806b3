package dev.caisson.build;

import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import java.util.List;
import java.util.Optional;

/// Port: finds the images that builds begin with.
public interface BaseImages {
    /// The image of a name, pulled when it is not here.
    ///
    /// @param refresh ask the registry also when it is here
    /// @param listener hears of the pull
    Image get(ImageReference name, Platform platform, boolean refresh, BuildEvent.Listener listener)
            throws InterruptedException;

    /// Tells that an image was made.
    void made(Image image, List<ImageReference> names);

    /// An image that is here, with its blobs; empty when there is none of this name.
    Optional<RemoteContent> here(ImageReference name);

    /// What a repository has, as the client may read it.
    ///
    /// @param name with the tag or digest that is meant
    RemoteContent repository(ImageReference name) throws InterruptedException;

    /// A repository the client may write to.
    ///
    /// @param name with the tag that is meant
    RemoteTarget target(ImageReference name) throws InterruptedException;
}
