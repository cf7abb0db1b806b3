package dev.caisson.engine;

import dev.caisson.build.RemoteTarget;
import dev.caisson.image.Descriptor;
import dev.caisson.image.ImageReference;
import dev.caisson.image.registry.PushRepository;
import dev.caisson.image.registry.RemoteManifest;

/// A repository of a registry, to write to.
final class RegistryTarget implements RemoteTarget {
    private final PushRepository repository;
    private final ImageReference name;

    RegistryTarget(PushRepository repository, ImageReference name) {
        this.repository = repository;
        this.name = name;
    }

    @Override
    public void blob(Descriptor blob, Content content) throws InterruptedException {
        repository.keep(blob, content::open);
    }

    @Override
    public void manifest(Descriptor manifest, byte[] content) throws InterruptedException {
        var document = new RemoteManifest(manifest.mediaType(), manifest.digest(), content);
        var _ = repository.manifest(name.tagOrDefault().orElseThrow(), document);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
