package dev.caisson.image.hosted;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.MediaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The images of the store, seen as repositories. What has a name of the shelf is the shelf's.
final class HostedImages {
    private static final String HUB = "docker.io";

    private final ImageStore store;

    HostedImages(ImageStore store) {
        this.store = store;
    }

    /// One image under one of its names.
    record Named(ImageReference name, Image image) {}

    Set<RepositoryPath> repositories() {
        var all = new TreeSet<RepositoryPath>();
        for (var image : store.list(ImageFilters.all())) {
            for (var name : image.tags()) all.add(new RepositoryPath(name.path()));
        }
        return all;
    }

    /// The images of a repository, those of Docker's registry first.
    ///
    /// @param namespace only of this registry; empty for any
    List<Named> in(RepositoryPath path, String namespace) {
        var found = new ArrayList<Named>();
        for (var image : store.list(ImageFilters.all())) {
            var names = new ArrayList<>(image.tags());
            names.addAll(image.repoDigests());
            for (var name : names) {
                if (isMeant(name, path, namespace)) found.add(new Named(name, image));
            }
        }
        found.sort(
                Comparator.comparing((Named one) -> !one.name.domain().equals(HUB))
                        .thenComparing(Named::name));
        return found;
    }

    private static boolean isMeant(ImageReference name, RepositoryPath path, String namespace) {
        if (!namespace.isEmpty() && !name.domain().equals(namespace)) return false;
        var asked = path.value();
        return name.path().equals(asked)
                || name.name().equals(asked)
                || name.familiarName().equals(asked);
    }

    Optional<Image> find(RepositoryPath path, String namespace, Which which) {
        for (var one : in(path, namespace)) {
            boolean isIt =
                    switch (which) {
                        case Which.Tag(var tag) -> tag.equals(one.name.tag());
                        case Which.Content(var digest) -> document(one.image, digest).isPresent();
                    };
            if (isIt) return Optional.of(one.image);
        }
        return Optional.empty();
    }

    /// A manifest or an index of what an image's names stand for, when it is here.
    Optional<Descriptor> document(Image image, Digest digest) {
        try (var content = store.content(image)) {
            return content.find(digest)
                    .filter(
                            found ->
                                    MediaType.isManifest(found.mediaType())
                                            || MediaType.isIndex(found.mediaType()));
        } catch (dev.caisson.fault.NotFound removed) {
            // Between the list and now.
            return Optional.empty();
        }
    }

    /// The image of a repository that has a blob.
    Optional<Image> withBlob(RepositoryPath path, String namespace, Digest blob) {
        var seen = new HashSet<Digest>();
        for (var one : in(path, namespace)) {
            if (!seen.add(one.image.target().digest())) continue;
            try (var content = store.content(one.image)) {
                if (content.find(blob).isPresent()) return Optional.of(one.image);
            } catch (dev.caisson.fault.NotFound removed) {
                // Between the list and now.
            }
        }
        return Optional.empty();
    }
}
