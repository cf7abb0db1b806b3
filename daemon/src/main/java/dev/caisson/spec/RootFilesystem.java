package dev.caisson.spec;

import java.nio.file.Path;
import java.util.List;

/// The container's root.
///
/// @param lowers unpacked layers of the host, the topmost first; may be empty (image `scratch`)
/// @param upper where the container's changes go, on the same file system as `work`
/// @param readonly true to make the root read-only after everything is mounted in it
/// @param isVolatile true to leave out every sync of the upper layer (only for containers that are
///     removed at their end)
/// @param propagation of the root mount
public record RootFilesystem(
        List<Path> lowers,
        Path upper,
        Path work,
        boolean readonly,
        boolean isVolatile,
        Propagation propagation) {
    public RootFilesystem {
        lowers = List.copyOf(lowers);
    }
}
