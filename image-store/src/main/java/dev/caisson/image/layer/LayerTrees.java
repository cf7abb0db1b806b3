package dev.caisson.image.layer;

import dev.caisson.image.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Port: the directories of unpacked layers, one per DiffID.
///
/// A layer is visible only when it is complete: it is made in a directory of its own and renamed.
/// Safe for several threads; two that make the same layer get the same one.
public interface LayerTrees {
    /// Removes what a crash left half-made, and layers that were complete but not yet on disk when
    /// the machine went down. Call before anything else.
    ///
    /// @return the layers that were lost so
    Set<Digest> recover() throws IOException;

    /// Every directory that has a layer's name, complete or not.
    List<Digest> directories() throws IOException;

    /// What is half-made and belongs to nothing that runs.
    List<Path> abandoned() throws IOException;

    /// Removes what is half-made and belongs to nothing that runs.
    ///
    /// @return bytes freed
    long sweep() throws IOException;

    /// Makes every layer that is complete by now durable. Takes as long as the disk does.
    void settle() throws IOException;

    Optional<Layer> find(Digest diffId) throws IOException;

    /// Every complete layer.
    List<Layer> all() throws IOException;

    /// Begins to make a layer.
    Staging begin(Digest diffId) throws IOException;

    /// Takes a directory that is what one would unpack from a layer for that layer. It is durable
    /// as if it had been made.
    ///
    /// @param tree is moved away, unless the layer is there already
    /// @param size of its files in bytes
    /// @return empty when it cannot be moved here
    Optional<Layer> adopt(Digest diffId, Path tree, long size) throws IOException;

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

        /// Compares what was made here, and finished, with a complete layer.
        ///
        /// @return the first difference in words; empty when there is none
        Optional<String> difference(Layer other) throws IOException;

        /// Makes the layer visible. It is durable after the next [LayerTrees#settle]; should the
        /// machine go down before, the layer is gone as a whole.
        Layer commit(long size, boolean isOpaque) throws IOException;

        @Override
        void close() throws IOException;
    }
}
