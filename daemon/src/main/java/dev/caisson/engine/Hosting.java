package dev.caisson.engine;

import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.hosted.Arrivals;
import dev.caisson.image.hosted.HostedRepositories;
import java.util.List;

/// The images of this host as a registry, for whoever serves it.
public interface Hosting {
    HostedRepositories repositories();

    /// Begins to take in what is pushed; the caller closes it.
    ///
    /// @param own the registry under whose name pushed images are known here
    Arrivals arrivals(String own);

    /// Tells that a push made an image.
    void arrived(Image image, ImageReference name);

    /// Takes names away from images whose manifests were deleted at the registry.
    void removed(List<ImageReference> names);
}
