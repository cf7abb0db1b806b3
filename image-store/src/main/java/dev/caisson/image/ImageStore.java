package dev.caisson.image;

import dev.caisson.image.hosted.Shelf;
import dev.caisson.image.pull.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The images of this host: looked up, loaded, saved, named and removed.
///
/// All methods may be called by several threads and block on the disk. What they answer is durable:
/// a crash right after loses nothing of it, and a crash in the middle leaves nothing half visible.
public interface ImageStore extends AutoCloseable {
    /// Finds an image by a name, by a name with a digest, by its ID or by a prefix of its ID.
    ///
    /// @throws dev.caisson.fault.NotFound `IMAGE_NOT_FOUND`
    /// @throws dev.caisson.fault.InvalidInput `IMAGE_REFERENCE_INVALID`
    Image resolve(String nameOrId);

    /// As the other one, but of several platforms the image for this one.
    ///
    /// @param platform null for the host's, or what there is
    /// @throws dev.caisson.fault.NotFound `IMAGE_NOT_FOUND`, `PLATFORM_MISSING`
    Image resolve(String nameOrId, @Nullable Platform platform);

    /// As [#resolve], empty where that throws `NotFound`.
    Optional<Image> find(String nameOrId, @Nullable Platform platform);

    /// As the other one, for the host's platform, or what there is.
    default Optional<Image> find(String nameOrId) {
        return find(nameOrId, null);
    }

    /// The manifests of what an image's names stand for, with what is here of them.
    List<ImageManifest> manifests(Image image);

    /// The youngest first.
    List<Image> list(ImageFilters filters);

    /// The steps an image was made of, the youngest first.
    ///
    /// @param platform null for the host's, or what there is
    List<HistoryLine> history(String nameOrId, @Nullable Platform platform);

    /// Keeps an image and its layers from being removed until the lease is closed: from looking up
    /// an image until the container made from it is known to [ImageUse].
    Lease lease(Image image);

    /// The unpacked layers of an image, the topmost first; empty for an image without layers.
    List<Path> layerDirectories(Image image);

    /// Takes in every image of a tar as `docker save` or an OCI tool wrote it, plain or compressed
    /// with gzip or zstd. Reads to its end; the caller closes it.
    ///
    /// @throws dev.caisson.fault.InvalidInput when the archive is damaged or hostile; nothing of it
    ///     stays
    /// @throws dev.caisson.fault.Unavailable `DISK_FULL`
    ///
    /// @param platform which image of an index is taken; null for all that are in the archive
    List<Loaded> load(InputStream archive, @Nullable Platform platform, LoadProgress progress)
            throws IOException;

    /// As the other one, for all platforms.
    default List<Loaded> load(InputStream archive, LoadProgress progress) throws IOException {
        return load(archive, null, progress);
    }

    /// What an image consists of.
    Manifest manifest(Image image);

    /// Opens the blobs of an image.
    StoredContent content(Image image);

    /// Begins to take in an image part by part.
    ///
    /// @param use asked before anything that came is thrown away again
    Intake intake(ImageUse use);

    /// What was pushed to this host.
    Shelf shelf();

    /// Writes images as a tar that is an OCI image layout and a Docker archive at once. The same
    /// images give the same bytes. Everything is looked up before the first byte is written.
    ///
    /// @param namesOrIds a name without a tag stands for all tags of that repository
    /// @param platform which alone is written; null for every one that is here
    /// @throws dev.caisson.fault.NotFound `PLATFORM_DIFFERS`
    void save(List<String> namesOrIds, @Nullable Platform platform, OutputStream out)
            throws IOException;

    /// As the other one, every platform that is here.
    default void save(List<String> namesOrIds, OutputStream out) throws IOException {
        save(namesOrIds, null, out);
    }

    /// Gives an image another name, taking it from the image that had it.
    ///
    /// @return the image with its new name
    Image tag(String source, ImageReference target);

    /// Removes a name or an image, by Docker's rules.
    ///
    /// @throws dev.caisson.fault.Conflict when containers or other names stand against it
    List<ImageChange> remove(String nameOrId, Removal how, ImageUse use);

    /// Removes what an image has for some platforms; with the last one the image.
    ///
    /// @throws dev.caisson.fault.NotFound `PLATFORM_MISSING`
    List<ImageChange> remove(String nameOrId, List<Platform> platforms, Removal how, ImageUse use);

    /// Removes the images that match and that no container uses.
    Pruned prune(ImageFilters filters, ImageUse use);

    /// Adds an image of one layer that is made here, once: the same input is the same image.
    Image addBuiltIn(BuiltInImage image);

    /// Has [#prune] leave an image alone that is brought along at each start anyway.
    void spare(ImageReference name);

    /// Adds an image that is another one with one layer more.
    ///
    /// @param base null to begin with nothing
    /// @param name null for none
    Image derive(@Nullable Image base, Derivation what, @Nullable ImageReference name)
            throws IOException;

    /// What is new in a derived image.
    ///
    /// @param layer writes an uncompressed tar
    /// @param createdBy for the history
    record Derivation(
            LayerContent layer,
            ContainerDefaults defaults,
            String author,
            String comment,
            String createdBy) {}

    /// Writes a layer.
    @FunctionalInterface
    interface LayerContent {
        void write(OutputStream out) throws IOException;
    }

    /// Begins to make an image layer by layer.
    ///
    /// @param use asked before anything that was made is thrown away again
    Assembly assemble(ImageUse use);

    /// Asks from now on also this one what must not be removed: DiffIDs and digests of blobs.
    void retain(Supplier<Set<Digest>> retained);

    /// The unpacked layers.
    List<LayerUse> layers();

    /// @param size of its files in bytes
    /// @param images that stand on it
    record LayerUse(Digest diffId, long size, Set<ImageId> images) {
        public LayerUse {
            images = Set.copyOf(images);
        }
    }

    /// Removes blobs and layers that nothing needs any more: at start, and when the last container
    /// that stood on an image removed by force is gone.
    ///
    /// @return bytes freed
    long sweep(ImageUse use);

    /// Makes room: besides what [#sweep] removes, what unfinished pulls have brought, then images
    /// without a name that no container uses, the oldest first, until it is enough.
    ///
    /// @param wanted bytes
    Pruned reclaim(long wanted, ImageUse use);

    /// Looks at every byte of the store: digests of blobs, content of unpacked layers, and what
    /// nothing needs. Takes as long as reading all of it.
    ///
    /// @param repair removes what is not needed or worthless, and makes layers again from blobs
    List<StoreFinding> check(boolean repair, ImageUse use);

    /// Images whose parts are missing or damaged, and why, one line each: they are not listed.
    List<String> damage();

    @Override
    void close();

    /// Keeps an image from being removed. Closing it twice is closing it once.
    interface Lease extends AutoCloseable {
        /// See [ImageStore#layerDirectories].
        List<Path> layerDirectories();

        @Override
        void close();
    }

    /// Hears of what [#load] does once the archive has been read; called by several threads, must
    /// not block.
    interface LoadProgress {
        /// @param current bytes of the layer unpacked so far
        /// @param total bytes of the layer's blob
        void layer(Digest diffId, long current, long total);

        /// Hears nothing.
        static LoadProgress none() {
            return (_, _, _) -> {};
        }
    }

    /// One image of an archive.
    ///
    /// @param names the names it got
    /// @param replaced images that lost such a name and still are there without it
    record Loaded(Image image, List<ImageReference> names, List<Replaced> replaced) {
        public Loaded {
            names = List.copyOf(names);
            replaced = List.copyOf(replaced);
        }
    }

    /// A name that now belongs to another image.
    record Replaced(ImageReference name, ImageId before) {}

    /// One step, as `docker history` shows it.
    ///
    /// @param id of the image on the last line's behalf; null where Docker says `<missing>`
    /// @param size of the step's layer in bytes, uncompressed; 0 when it made none
    record HistoryLine(
            @Nullable ImageId id,
            ImageConfig.HistoryEntry step,
            List<ImageReference> tags,
            long size) {
        public HistoryLine {
            tags = List.copyOf(tags);
        }
    }

    /// How to remove.
    ///
    /// @param force also when stopped containers use it or several names have it
    /// @param keepParents leaves untagged parents (`noprune`)
    record Removal(boolean force, boolean keepParents) {
        public static final Removal GENTLE = new Removal(false, false);
        public static final Removal FORCED = new Removal(true, false);
    }

    /// What a prune did.
    ///
    /// @param reclaimed bytes
    record Pruned(List<ImageChange> changes, long reclaimed) {
        public Pruned {
            changes = List.copyOf(changes);
        }
    }
}
