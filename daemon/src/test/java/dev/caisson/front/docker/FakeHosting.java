package dev.caisson.front.docker;

import dev.caisson.engine.Hosting;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.hosted.Arrivals;
import dev.caisson.image.hosted.HostedRepositories;
import java.util.List;

/// Serves nothing.
final class FakeHosting implements Hosting {
    @Override
    public HostedRepositories repositories() {
        throw new AssertionError("nothing is served");
    }

    @Override
    public Arrivals arrivals(String own) {
        throw new AssertionError("nothing is served");
    }

    @Override
    public void arrived(Image image, ImageReference name) {}

    @Override
    public void removed(List<ImageReference> names) {}
}
