package dev.caisson.image.pull;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Platform;
import java.util.List;

/// What a registry has under a name.
///
/// @param descriptor of the manifest or index
/// @param platforms it can be had for
public record RemoteImage(Descriptor descriptor, List<Platform> platforms) {
    public RemoteImage {
        platforms = List.copyOf(platforms);
    }
}
