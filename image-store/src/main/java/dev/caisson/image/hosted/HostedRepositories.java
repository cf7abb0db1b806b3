package dev.caisson.image.hosted;

import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Everything this host has, as repositories to read from. For any number of threads.
public final class HostedRepositories {
    private final ImageStore store;
    private final Shelf shelf;
    private final HostedImages images;

    public HostedRepositories(ImageStore store) {
        this.store = store;
        this.shelf = store.shelf();
        this.images = new HostedImages(store);
    }

    /// A repository, as one client asks for it.
    ///
    /// @param namespace the registry whose image is meant, as clients say to mirrors; empty for any
    public record Place(RepositoryPath path, String namespace) {}

    /// The names of all repositories, sorted.
    public Set<String> names() {
        var all = new TreeSet<String>();
        for (var path : shelf.repositories()) all.add(path.value());
        for (var path : images.repositories()) all.add(path.value());
        return all;
    }

    /// The tags of a repository in the order of the specification.
    ///
    /// @throws NotFound `HOSTED_REPOSITORY_UNKNOWN`
    public Set<String> tags(Place place) {
        var all =
                new TreeSet<String>(String.CASE_INSENSITIVE_ORDER.thenComparing(String::compareTo));
        var named = images.in(place.path, place.namespace);
        if (named.isEmpty() && !shelf.knows(place.path)) {
            throw new NotFound(FaultCode.HOSTED_REPOSITORY_UNKNOWN, place.path);
        }
        all.addAll(shelf.tags(place.path));
        for (var one : named) if (one.name().tag() != null) all.add(one.name().tag());
        return all;
    }

    /// @throws NotFound `HOSTED_MANIFEST_UNKNOWN`, `HOSTED_REPOSITORY_UNKNOWN`
    public HostedManifest manifest(Place place, Which which) {
        var shelved = shelf.find(place.path, which);
        if (shelved.isPresent()) {
            return unchecked(() -> new HostedManifest(shelved.get(), shelf.read(shelved.get())));
        }
        var image = images.find(place.path, place.namespace, which);
        if (image.isPresent()) return manifest(image.get(), which);
        if (images.in(place.path, place.namespace).isEmpty() && !shelf.knows(place.path)) {
            throw new NotFound(FaultCode.HOSTED_REPOSITORY_UNKNOWN, place.path);
        }
        throw new NotFound(FaultCode.HOSTED_MANIFEST_UNKNOWN, which);
    }

    private HostedManifest manifest(Image image, Which which) {
        try (var content = store.content(image)) {
            var descriptor =
                    switch (which) {
                        case Which.Tag _ -> image.target();
                        case Which.Content(var digest) ->
                                images.document(image, digest).orElse(image.manifest());
                    };
            return new HostedManifest(descriptor, content.read(descriptor));
        }
    }

    /// @throws NotFound `HOSTED_BLOB_UNKNOWN`
    public HostedContent blob(Place place, Digest digest) {
        var shelved = unchecked(() -> shelf.open(place.path, digest));
        if (shelved.isPresent()) return shelved.get();
        var image =
                images.withBlob(place.path, place.namespace, digest)
                        .orElseThrow(() -> new NotFound(FaultCode.HOSTED_BLOB_UNKNOWN, digest));
        var content = store.content(image);
        try {
            return new HostedContent(
                    digest,
                    content.find(digest).map(Descriptor::size).orElse(0L),
                    (from, length) -> content.open(digest, from, length),
                    content::close);
        } catch (RuntimeException failed) {
            content.close();
            throw failed;
        }
    }

    /// What is about a manifest; empty also for a manifest nobody knows.
    public List<Referrer> referrers(Place place, Digest subject) {
        return shelf.referrers(place.path, subject);
    }

    /// Takes away a tag, or a manifest with its tags.
    ///
    /// @param own the registry under whose name pushed images are known here
    /// @return the names images have had from it
    /// @throws NotFound `HOSTED_MANIFEST_UNKNOWN`
    /// @throws Denied `HOSTED_NOT_PUSHED` for an image of the store
    public List<ImageReference> delete(Place place, Which which, String own) {
        var shelved = shelf.find(place.path, which);
        if (shelved.isEmpty()) {
            if (images.find(place.path, place.namespace, which).isEmpty()) {
                throw new NotFound(FaultCode.HOSTED_MANIFEST_UNKNOWN, which);
            }
            throw new Denied(FaultCode.HOSTED_NOT_PUSHED, place.path + " " + which);
        }
        var digest = shelved.get().digest();
        var tags =
                switch (which) {
                    case Which.Tag(var tag) -> List.of(tag);
                    case Which.Content _ -> shelf.tagsOf(place.path, digest);
                };
        var _ =
                unchecked(
                        () -> {
                            shelf.delete(place.path, which);
                            return true;
                        });
        return tags.stream()
                .map(tag -> new ImageReference(own, place.path.value(), tag, null))
                .toList();
    }

    /// @throws NotFound `HOSTED_BLOB_UNKNOWN`
    /// @throws Denied `HOSTED_BLOB_USED`, `HOSTED_NOT_PUSHED`
    public void deleteBlob(Place place, Digest digest) {
        if (!shelf.has(place.path, digest)
                && images.withBlob(place.path, place.namespace, digest).isPresent()) {
            throw new Denied(FaultCode.HOSTED_NOT_PUSHED, place.path + " " + digest);
        }
        var _ =
                unchecked(
                        () -> {
                            shelf.deleteBlob(place.path, digest);
                            return true;
                        });
    }

    /// Work on the disk.
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T unchecked(Work<T> work) {
        try {
            return work.run();
        } catch (IOException failed) {
            throw new Internal(
                    failed, FaultCode.IMAGE_STORE_BROKEN, "cannot be used", failed.toString());
        }
    }
}
