package dev.caisson.engine;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageManifest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Platform;
import dev.caisson.image.pull.PullProgress;
import dev.caisson.image.pull.Pulled;
import dev.caisson.image.pull.RemoteImage;
import dev.caisson.image.push.PushProgress;
import dev.caisson.image.push.Pushed;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.FoundRepository;
import dev.caisson.image.registry.Search;
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

    /// @param users containers made from it
    record Listed(Image image, List<String> users) {
        public Listed {
            users = List.copyOf(users);
        }

        public int containers() {
            return users.size();
        }
    }

    /// @param platform null for the host's or what there is
    /// @throws dev.caisson.fault.NotFound `IMAGE_NOT_FOUND`, `PLATFORM_MISSING`
    Image inspect(String nameOrId, @Nullable Platform platform);

    /// As the other one, for the host's platform or what there is.
    default Image inspect(String nameOrId) {
        return inspect(nameOrId, null);
    }

    /// The containers made from exactly this one.
    List<String> users(ImageId image);

    /// The manifests of what an image's names stand for, with what is here of them.
    List<ImageManifest> manifests(Image image);

    /// @param platform null for the host's or what there is
    List<ImageStore.HistoryLine> history(String nameOrId, @Nullable Platform platform);

    /// @param platform which image of an index is taken; null for all
    List<ImageStore.Loaded> load(
            InputStream archive, @Nullable Platform platform, ImageStore.LoadProgress progress)
            throws IOException;

    /// Everything is looked up before the first byte is written.
    ///
    /// @param platform which alone is written; null for all that are here
    void save(List<String> namesOrIds, @Nullable Platform platform, OutputStream out)
            throws IOException;

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
            @Nullable ContainerSpec config,
            List<String> changes) {
        public Commit {
            changes = List.copyOf(changes);
        }
    }

    /// Makes an image of one layer.
    ///
    /// @param tar plain or compressed; read to its end, not closed
    Image importTar(Import request, InputStream tar) throws IOException;

    /// @param source for the history, such as `-`
    /// @param name null for none
    /// @param message null for one that names the source
    /// @param changes as instructions of a Dockerfile
    /// @param platform null for the host's
    record Import(
            String source,
            @Nullable ImageReference name,
            @Nullable String message,
            List<String> changes,
            @Nullable Platform platform) {
        public Import {
            changes = List.copyOf(changes);
        }
    }

    /// @param platforms what of an index goes; empty for all of it
    List<ImageChange> remove(String nameOrId, List<Platform> platforms, ImageStore.Removal how);

    /// As the other one, all of it.
    default List<ImageChange> remove(String nameOrId, ImageStore.Removal how) {
        return remove(nameOrId, List.of(), how);
    }

    ImageStore.Pruned prune(ImageFilters filters);

    /// Pulls one image; interrupting the thread gives it up.
    Pulled pull(PullRequest request, PullProgress progress) throws InterruptedException;

    /// Which image to pull, and as who.
    ///
    /// @param platform null for the host's
    record PullRequest(ImageReference name, @Nullable Platform platform, Credentials credentials) {}

    /// Every tag of a repository.
    List<ImageReference> tags(ImageReference repository, Credentials credentials)
            throws InterruptedException;

    /// Pushes the image of this name, or of all its tags when the name has none.
    ///
    /// @return one for each tag
    List<Pushed> push(PushRequest request, PushProgress progress) throws InterruptedException;

    /// What to push, and as who.
    ///
    /// @param platform which image of an index alone; null for all of it that there is
    record PushRequest(ImageReference name, @Nullable Platform platform, Credentials credentials) {}

    /// What a registry says of an image, without pulling it.
    RemoteImage look(ImageReference name, Credentials credentials) throws InterruptedException;

    /// Looks for repositories at a registry.
    List<FoundRepository> search(Search search, int limit, Credentials credentials)
            throws InterruptedException;

    /// Asks a registry whether it knows the user.
    ///
    /// @param registry its name; empty for Docker's
    /// @return a token to log in with from now on; empty when it gave none
    String login(String registry, Credentials credentials) throws InterruptedException;
}
