package dev.caisson.image.hosted;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.DigestAlgorithm;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.hosted.HostedRepositories.Place;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes in what is pushed: uploads of blobs, then the manifests that need them. For any number of
/// threads. Closing it gives up what is on its way.
public final class Arrivals implements AutoCloseable {
    /// As registries have it; a layer is smaller.
    private static final long BLOB_LIMIT = 1L << 40;

    private static final int UPLOADS = 256;
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final ImageStore store;
    private final ImageUse use;
    private final Shelf shelf;
    private final String own;
    private final InstantSource clock;
    private final Map<String, Upload> uploads = new LinkedHashMap<>();

    /// @param own the registry under whose name pushed images are known here
    public Arrivals(ImageStore store, ImageUse use, String own, InstantSource clock) {
        this.store = store;
        this.use = use;
        this.shelf = store.shelf();
        this.own = own;
        this.clock = clock;
    }

    /// Begins an upload.
    ///
    /// @throws Unavailable `HOSTED_UPLOADS_MANY`
    public Upload begin(RepositoryPath path) throws IOException {
        synchronized (uploads) {
            forgetOld();
            if (uploads.size() >= UPLOADS) {
                throw new Unavailable(FaultCode.HOSTED_UPLOADS_MANY, UPLOADS);
            }
            var upload = shelf.begin(path);
            uploads.put(upload.id(), upload);
            return upload;
        }
    }

    private void forgetOld() throws IOException {
        var before = clock.instant().minus(PATIENCE);
        for (var one : List.copyOf(uploads.values())) {
            if (one.touched().isBefore(before) && one.cancel()) uploads.remove(one.id());
        }
    }

    /// @throws NotFound `HOSTED_UPLOAD_UNKNOWN`
    public Upload upload(RepositoryPath path, String id) {
        synchronized (uploads) {
            var found = uploads.get(id);
            if (found != null && found.path().equals(path)) return found;
        }
        throw new NotFound(FaultCode.HOSTED_UPLOAD_UNKNOWN, id);
    }

    /// @param from where the piece begins; negative for where the upload stands
    public void append(Upload upload, InputStream piece, long from) throws IOException {
        upload.append(piece, from, BLOB_LIMIT, clock.instant());
    }

    /// Ends an upload: its blob is in the repository from now on.
    ///
    /// @throws InvalidInput `BLOB_DIGEST_MISMATCH`
    public void commit(Upload upload, Digest expected) throws IOException {
        forget(upload);
        shelf.link(upload.path(), expected, upload.commit(expected));
    }

    /// Gives an upload up.
    public void cancel(Upload upload) throws IOException {
        if (upload.cancel()) forget(upload);
    }

    private void forget(Upload upload) {
        synchronized (uploads) {
            uploads.remove(upload.id());
        }
    }

    /// Links a blob that is here already to another repository.
    ///
    /// @param from the repository that has it
    /// @return whether it has
    public boolean mount(RepositoryPath path, Digest blob, Place from) throws IOException {
        var repositories = new HostedRepositories(store);
        try (var _ = repositories.blob(from, blob)) {
            shelf.hold(path, blob);
            return true;
        } catch (NotFound elsewhere) {
            return false;
        }
    }

    /// Puts a manifest into a repository.
    ///
    /// @return what became of it
    public Arrived put(RepositoryPath path, Which which, String mediaType, byte[] content)
            throws IOException, InterruptedException {
        var algorithm =
                which instanceof Which.Content(var expected)
                        ? expected.algorithm()
                        : DigestAlgorithm.SHA256;
        var digest = algorithm.of(content);
        if (which instanceof Which.Content(var expected) && !digest.equals(expected)) {
            throw new InvalidInput(FaultCode.BLOB_DIGEST_MISMATCH, expected, digest);
        }
        var tag = which instanceof Which.Tag(var name) ? name : null;
        var manifest = new Descriptor(mediaType, digest, content.length);
        var placed = shelf.put(path, tag, manifest, content);
        if (tag == null) return new Arrived(placed.manifest(), placed.subject(), null, null);
        try {
            var name = new ImageReference(own, path.value(), tag, null);
            var image = new Adoption(store, use, name).of(placed.manifest(), content);
            return new Arrived(placed.manifest(), placed.subject(), image, null);
        } catch (InvalidInput noImage) {
            return new Arrived(placed.manifest(), placed.subject(), null, noImage.text());
        }
    }

    /// @param subject what the manifest is about; null for nothing
    /// @param image what the store has of it now; null when it is none
    /// @param why it is no image; null when it is one, or was not given a tag
    public record Arrived(
            Descriptor manifest,
            @Nullable Digest subject,
            @Nullable Image image,
            @Nullable String why) {}

    @Override
    public void close() {
        synchronized (uploads) {
            for (var one : uploads.values()) {
                var _ = HostedRepositories.unchecked(one::cancel);
            }
            uploads.clear();
        }
    }
}
