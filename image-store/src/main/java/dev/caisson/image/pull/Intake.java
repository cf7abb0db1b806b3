package dev.caisson.image.pull;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Manifest;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Port: an image on its way into the store. For several threads between [#begin] and [#commit].
///
/// What arrives is held until this is closed. Closed without a commit, verified parts are kept for
/// a day so that the next attempt finds them; after [#refuse] nothing is.
public interface Intake extends AutoCloseable {
    /// The image with this manifest or configuration, when it is there complete.
    Optional<Image> find(Descriptor manifest, Manifest content);

    /// A manifest or a configuration that an earlier attempt has brought, or another image.
    Optional<byte[]> document(Descriptor descriptor);

    /// Says what is coming.
    void begin(Descriptor manifest, Manifest content, List<Digest> diffIds);

    /// Stores a manifest or a configuration.
    void document(Descriptor descriptor, byte[] content);

    /// Makes a layer present, as blob and unpacked; returns when it is.
    ///
    /// @throws InterruptedException when the thread was told to give up
    void layer(Descriptor blob, Digest diffId, BlobSource source, LayerProgress progress)
            throws InterruptedException;

    /// Makes the image visible under these names, durably.
    ///
    /// @param manifest of the image
    Image commit(Target target, Descriptor manifest, List<ImageReference> names);

    /// What names stand for.
    ///
    /// @param descriptor of a manifest, or of an index
    /// @param kept of an index the manifests that are here
    record Target(Descriptor descriptor, Set<Digest> kept) {
        public Target {
            kept = Set.copyOf(kept);
        }

        /// One image.
        public static Target of(Descriptor manifest) {
            return new Target(manifest, Set.of());
        }
    }

    /// What has come is not to be kept: it was not what it should be.
    void refuse();

    @Override
    void close();

    /// Where the bytes of a blob come from.
    @FunctionalInterface
    interface BlobSource {
        /// @param from which byte on
        /// @param failures of opening or reading it before, since it last brought something: the
        ///     source decides how long to wait
        InputStream open(long from, int failures) throws InterruptedException;
    }
}
