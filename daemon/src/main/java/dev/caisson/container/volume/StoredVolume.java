package dev.caisson.container.volume;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `volume.json` holds.
///
/// @param version of the format
/// @param id of its directory; null in records of earlier versions
/// @param anonymous made for a container that gave no name
public record StoredVolume(
        int version,
        @Nullable String id,
        String name,
        Instant created,
        Map<String, String> labels,
        Map<String, String> options,
        boolean anonymous) {
    static final int VERSION = 1;

    public StoredVolume {
        labels = Map.copyOf(labels);
        options = Map.copyOf(options);
    }

    /// The name of its directory.
    public String directory() {
        return id == null ? name : id;
    }

    StoredVolume in(String directory) {
        return new StoredVolume(version, directory, name, created, labels, options, anonymous);
    }

    StoredVolume named(String changed) {
        return new StoredVolume(version, id, changed, created, labels, options, false);
    }
}
