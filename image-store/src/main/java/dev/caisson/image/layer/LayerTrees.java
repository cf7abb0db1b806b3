package dev.caisson.image.layer;

import dev.caisson.image.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Port: the directories of unpacked layers, one per DiffID.
///
/// A layer is visible only when it is complete: it is made in a directory of its own and renamed.
/// Safe for several threads; two that make the same layer get the same one.
public interface LayerTrees {
    /// Removes what a crash left half-made. Call before anything else.
    void sweep() throws IOException;

    Optional<Layer> find(Digest diffId) throws IOException;

    /// Every complete layer.
    List<Layer> all() throws IOException;

    /// Begins to make a layer.
    Staging begin(Digest diffId) throws IOException;

    /// Removes a layer; one that is not there is fine.
    void remove(Digest diffId) throws IOException;

    /// A complete layer.
    ///
    /// @param directory a lower directory for overlay
    /// @param size of its files in bytes
    /// @param isOpaque true when it hides all layers below it
    record Layer(Digest diffId, Path directory, long size, boolean isOpaque) {}

    /// A layer that is being made. Closing it without [#commit] leaves nothing of it.
    interface Staging extends AutoCloseable {
        TreeWriter writer();

        /// Makes the layer durable, then visible.
        Layer commit(long size, boolean isOpaque) throws IOException;

        @Override
        void close() throws IOException;
    }
}
