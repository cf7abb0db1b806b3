package dev.caisson.engine;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything one can do with images; what the store does, with the engine's knowledge of
/// containers and its events.
public interface Images {
    /// The youngest first.
    List<Listed> list(ImageFilters filters);

    /// @param containers made from it
    record Listed(Image image, int containers) {}

    /// @throws dev.caisson.fault.NotFound `IMAGE_NOT_FOUND`
    Image inspect(String nameOrId);

    List<ImageStore.HistoryLine> history(String nameOrId);

    List<ImageStore.Loaded> load(InputStream archive, ImageStore.LoadProgress progress)
            throws IOException;

    /// Everything is looked up before the first byte is written.
    void save(List<String> namesOrIds, OutputStream out) throws IOException;

    void tag(String source, ImageReference target);

    /// Makes an image of a container and its changes.
    ///
    /// @throws dev.caisson.fault.NotFound `CONTAINER_NOT_FOUND`
    Image commit(Commit request) throws IOException;

    /// @param name null for none
    /// @param pause freezes a container that runs meanwhile
    /// @param changes as instructions of a Dockerfile
    record Commit(
            ContainerReference container,
            @Nullable ImageReference name,
            String author,
            String comment,
            boolean pause,
            List<String> changes) {
        public Commit {
            changes = List.copyOf(changes);
        }
    }

    List<ImageChange> remove(String nameOrId, ImageStore.Removal how);

    ImageStore.Pruned prune(ImageFilters filters);
}
