package dev.caisson.image;

import dev.caisson.image.ImageStore.LayerContent;
import dev.caisson.image.pull.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Makes layers one by one and at the end an image of them: a build. For several threads.
///
/// What was made or asked for is held until this is closed; then what no image needs and nobody
/// [retains][ImageStore#retain] is removed.
public interface Assembly extends AutoCloseable {
    /// Makes a layer of an uncompressed tar; one that is there already is the same.
    StoredLayer layer(LayerContent content) throws IOException;

    /// The same, with a tree that is what one would unpack from it: it becomes the layer.
    StoredLayer layer(LayerContent content, Tree made) throws IOException;

    /// @param directory moved away
    /// @param size of its files in bytes
    /// @param rest brings what is still missing, when the tree is of use
    record Tree(Path directory, long size, Rest rest) {
        /// A tree that is whole.
        public Tree(Path directory, long size) {
            this(directory, size, () -> 0);
        }
    }

    /// What a tree still misses.
    @FunctionalInterface
    interface Rest {
        /// @return bytes of the files that came
        long bring() throws IOException;
    }

    /// Brings a layer from elsewhere; one that is there already is not read.
    ///
    /// @param blob what it is there, plain or compressed
    /// @throws dev.caisson.fault.InvalidInput when what comes is not this blob, or is not a layer
    ///     with this DiffID, or is a hostile one; nothing of it stays
    StoredLayer layer(Descriptor blob, Digest diffId, Intake.BlobSource source)
            throws InterruptedException;

    /// Reads the blob of a layer that is held.
    ///
    /// @param from which byte on
    /// @param length how many
    InputStream open(StoredLayer layer, long from, long length) throws IOException;

    /// The layers of an image, the lowest first.
    List<StoredLayer> layersOf(Image image);

    /// Holds a layer that was made earlier.
    ///
    /// @return false when its blob is gone
    boolean hold(StoredLayer layer);

    /// The unpacked layers, the topmost first.
    ///
    /// @param layers the lowest first; held
    List<Path> directories(List<StoredLayer> layers);

    /// The ID that an image with this configuration has.
    ImageId identify(ImageConfig config);

    /// Makes an image visible, durably.
    ///
    /// @param config names the same layers
    /// @param layers the lowest first; held
    /// @param names empty for none
    default Image commit(ImageConfig config, List<StoredLayer> layers, List<ImageReference> names) {
        return commit(config, Map.of(), layers, names);
    }

    /// The same, with more in its configuration.
    ///
    /// @param additions texts beside what an image must have, by their keys
    Image commit(
            ImageConfig config,
            Map<String, String> additions,
            List<StoredLayer> layers,
            List<ImageReference> names);

    @Override
    void close();
}
