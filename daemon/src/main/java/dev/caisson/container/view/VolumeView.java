package dev.caisson.container.view;

import java.time.Instant;
import java.util.Map;

/// A volume.
///
/// @param mountpoint where its data is on the host
/// @param options of its driver, as they were given
/// @param anonymous made for a container that gave no name
public record VolumeView(
        String name,
        String mountpoint,
        Instant created,
        Map<String, String> labels,
        Map<String, String> options,
        boolean anonymous) {
    public VolumeView {
        labels = Map.copyOf(labels);
        options = Map.copyOf(options);
    }
}
