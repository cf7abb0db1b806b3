package dev.caisson.container;

import dev.caisson.container.plan.MountPoint;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.value.ContainerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a container is, decided when it was created. Only an update changes its limits and restart
/// policy.
///
/// @param spec with the image's defaults merged in
/// @param mounts those asked for, with their sources found
public record Definition(
        ContainerId id, Instant created, ContainerSpec spec, Basis basis, List<MountPoint> mounts) {
    /// What its root stands on.
    ///
    /// @param imageId `sha256:…`
    /// @param diffIds of the layers, the lowest first
    /// @param layers their directories, the topmost first
    public record Basis(String imageId, List<String> diffIds, List<String> layers) {
        public Basis {
            diffIds = List.copyOf(diffIds);
            layers = List.copyOf(layers);
        }
    }

    public Definition {
        mounts = List.copyOf(mounts);
    }

    /// Whether it is made of an image or mounts it.
    public boolean uses(String imageId) {
        return basis.imageId().equals(imageId)
                || mounts.stream()
                        .anyMatch(
                                point ->
                                        point.kind() == MountPoint.Kind.IMAGE
                                                && point.source().equals(imageId));
    }

    /// Of all layers it needs.
    public List<String> diffIds() {
        var all = new ArrayList<>(basis.diffIds());
        for (var point : mounts) {
            var origin = point.origin();
            var image = origin == null ? null : origin.image();
            if (image != null) all.addAll(image.diffIds());
        }
        return all;
    }

    Definition with(ContainerSpec changed) {
        return new Definition(id, created, changed, basis, mounts);
    }
}
