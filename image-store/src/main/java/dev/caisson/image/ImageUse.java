package dev.caisson.image;

import java.util.List;
import java.util.Set;

/// Port: what the store asks about containers before it removes anything.
public interface ImageUse {
    /// The containers made from an image.
    List<User> usersOf(ImageId image);

    /// The layers any container stands on, also of images that were removed by force.
    Set<Digest> layersInUse();

    /// The layers a running container stands on: they cannot be replaced.
    default Set<Digest> layersRunning() {
        return layersInUse();
    }

    /// No container at all.
    static ImageUse none() {
        return new ImageUse() {
            @Override
            public List<User> usersOf(ImageId image) {
                return List.of();
            }

            @Override
            public Set<Digest> layersInUse() {
                return Set.of();
            }
        };
    }

    /// A container that uses an image.
    ///
    /// @param containerId 64 digits
    /// @param image as it was asked for
    /// @param running true also when paused or restarting
    record User(String containerId, String image, boolean running) {
        /// The first 12 digits.
        public String shortForm() {
            return containerId.substring(0, Math.min(12, containerId.length()));
        }
    }
}
