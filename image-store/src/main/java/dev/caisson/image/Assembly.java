package dev.caisson.image;

import dev.caisson.image.ImageStore.LayerContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
    record Tree(Path directory, long size) {}

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
    Image commit(ImageConfig config, List<StoredLayer> layers, List<ImageReference> names);

    @Override
    void close();
}
