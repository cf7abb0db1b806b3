package dev.caisson.image.push;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Platform;
import dev.caisson.image.StoredContent;
import dev.caisson.image.push.PushProgress.PushStep;
import dev.caisson.image.registry.AtOnce;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.PushRepository;
import dev.caisson.image.registry.Registries;
import dev.caisson.image.registry.RemoteManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Pushes images.
public final class Pusher {
    /// Docker's default too.
    private static final int UPLOADS = 5;

    private static final int MOUNT_TRIES = 3;

    private final Registries registries;
    private final ImageStore store;
    private final Semaphore uploads = new Semaphore(UPLOADS, true);

    public Pusher(Registries registries, ImageStore store) {
        this.registries = registries;
        this.store = store;
    }

    /// Pushes the image of a name, or the images of all tags when the name has none. Blocks;
    /// interrupting the thread gives it up.
    ///
    /// @throws NotFound `PUSH_IMAGE_MISSING`
    ///
    /// @param platform which image of an index is pushed alone; null for the whole index, or for
    ///     what there is of it
    public List<Pushed> push(
            ImageReference name,
            @Nullable Platform platform,
            Credentials credentials,
            PushProgress progress)
            throws InterruptedException {
        if (name.digest() != null) throw new InvalidInput(FaultCode.PUSH_BY_DIGEST);
        progress.begun(name);
        var names = name.isNameOnly() ? tagsOf(name) : List.of(name);
        var repository = registries.pushRepository(name, credentials);
        var pushed = new ArrayList<Pushed>();
        for (var one : names) pushed.add(pushOne(one, platform, repository, progress));
        return pushed;
    }

    private List<ImageReference> tagsOf(ImageReference repository) {
        var tags = new ArrayList<ImageReference>();
        for (var image : store.list(ImageFilters.all())) {
            for (var tag : image.tags()) if (tag.isSameRepository(repository)) tags.add(tag);
        }
        tags.sort(null);
        if (tags.isEmpty()) {
            throw new NotFound(FaultCode.PUSH_IMAGE_MISSING, repository.familiarName());
        }
        return tags;
    }

    private Pushed pushOne(
            ImageReference name,
            @Nullable Platform platform,
            PushRepository repository,
            PushProgress progress)
            throws InterruptedException {
        var image =
                store.find(name.toString())
                        .orElseThrow(
                                () ->
                                        new NotFound(
                                                FaultCode.PUSH_IMAGE_MISSING,
                                                name.familiarName() + ":" + name.tag()));
        try (var content = store.content(image)) {
            var choice = PushChoice.of(name, image, store.manifests(image), platform);
            var layers = new LinkedHashMap<Descriptor, Digest>();
            for (var manifest : choice.manifests()) {
                var made = manifest.image();
                if (made == null) continue;
                var blobs = manifest.parts().subList(1, manifest.parts().size());
                for (int i = 0; i < blobs.size(); i++) {
                    layers.putIfAbsent(blobs.get(i), made.config().diffIds().get(i));
                }
            }
            layers.values().forEach(diffId -> progress.layer(diffId, new PushStep.Preparing()));
            var run = new Run(name, repository, content, progress, sources(name));
            run.all(layers);
            for (var manifest : choice.manifests()) {
                for (var part : manifest.parts()) {
                    if (!layers.containsKey(part)) run.blob(part, null);
                }
            }
            var documents = new ArrayList<Descriptor>();
            for (var manifest : choice.manifests()) documents.add(manifest.descriptor());
            if (choice.isWhole()) documents.addAll(content.indexes().reversed());
            for (var one : documents) {
                if (one.digest().equals(choice.top().digest())) continue;
                run.document(one.digest().toString(), one);
            }
            var digest = run.document(name.tagOrDefault().orElseThrow(), choice.top());
            if (digest.equals(image.target().digest())) content.named(name.withDigest(digest));
            var whole = choice.isInstead() ? image.target() : null;
            var pushed = new Pushed(name, choice.top(), whole);
            progress.done(pushed);
            return pushed;
        }
    }

    // Which repositories of the registry have had which blobs, as far as the names here tell.
    private Map<Digest, Set<ImageReference>> sources(ImageReference target) {
        var sources = new LinkedHashMap<Digest, Set<ImageReference>>();
        for (var image : store.list(ImageFilters.all())) {
            var repositories = new LinkedHashSet<ImageReference>();
            for (var name : image.repoDigests()) {
                boolean other =
                        name.domain().equals(target.domain()) && !name.isSameRepository(target);
                if (other) repositories.add(name.withTag(ImageReference.DEFAULT_TAG));
            }
            if (repositories.isEmpty()) continue;
            try (var content = store.content(image)) {
                for (var layer : content.manifest().layers()) {
                    sources.computeIfAbsent(layer.digest(), _ -> new LinkedHashSet<>())
                            .addAll(repositories);
                }
            } catch (NotFound removed) {
                // Between the list and now.
            }
        }
        return sources;
    }

    /// One image on its way.
    private final class Run {
        private final ImageReference name;
        private final PushRepository repository;
        private final StoredContent content;
        private final PushProgress progress;
        private final Map<Digest, Set<ImageReference>> sources;

        Run(
                ImageReference name,
                PushRepository repository,
                StoredContent content,
                PushProgress progress,
                Map<Digest, Set<ImageReference>> sources) {
            this.name = name;
            this.repository = repository;
            this.content = content;
            this.progress = progress;
            this.sources = sources;
        }

        void all(Map<Descriptor, Digest> layers) throws InterruptedException {
            var transfers = new ArrayList<Callable<Boolean>>();
            layers.forEach(
                    (blob, diffId) ->
                            transfers.add(
                                    () -> {
                                        blob(blob, diffId);
                                        return true;
                                    }));
            AtOnce.run(transfers);
        }

        void blob(Descriptor blob, @Nullable Digest diffId) throws InterruptedException {
            tell(diffId, new PushStep.Waiting());
            uploads.acquire();
            try {
                if (repository.has(blob)) {
                    tell(diffId, new PushStep.Present());
                    return;
                }
                int tries = 0;
                for (var from : sources.getOrDefault(blob.digest(), Set.of())) {
                    if (++tries > MOUNT_TRIES) break;
                    if (!repository.mount(blob, from)) continue;
                    tell(diffId, new PushStep.Mounted(from));
                    return;
                }
                repository.upload(blob, new Sent(blob, diffId));
                tell(diffId, new PushStep.Pushed());
            } finally {
                uploads.release();
            }
        }

        Digest document(String reference, Descriptor one) throws InterruptedException {
            var document = new RemoteManifest(one.mediaType(), one.digest(), content.read(one));
            return repository.manifest(reference, document);
        }

        private void tell(@Nullable Digest diffId, PushStep step) {
            if (diffId != null) progress.layer(diffId, step);
        }

        private final class Sent implements PushRepository.Content {
            private final Descriptor blob;
            private final @Nullable Digest diffId;

            Sent(Descriptor blob, @Nullable Digest diffId) {
                this.blob = blob;
                this.diffId = diffId;
            }

            @Override
            public InputStream open(long from, long length) {
                try {
                    return content.open(blob.digest(), from, length);
                } catch (IOException gone) {
                    throw new UncheckedIOException(
                            "cannot read " + blob.digest() + " of " + name, gone);
                }
            }

            @Override
            public void sent(long bytes) {
                tell(diffId, new PushStep.Pushing(bytes, blob.size()));
            }
        }
    }
}
