package dev.caisson.engine;

import dev.caisson.build.RemoteContent;
import dev.caisson.image.Descriptor;
import dev.caisson.image.ImageReference;
import dev.caisson.image.MediaType;
import dev.caisson.image.registry.Repository;
import java.io.InputStream;

/// What a repository of a registry has.
final class RegistryContent implements RemoteContent {
    private final Repository repository;
    private final ImageReference name;

    RegistryContent(Repository repository, ImageReference name) {
        this.repository = repository;
        this.name = name;
    }

    @Override
    public Document top() throws InterruptedException {
        var digest = name.digest();
        var which = digest != null ? digest.toString() : name.tagOrDefault().orElseThrow();
        var manifest = repository.manifest(which);
        return new Document(manifest.mediaType(), manifest.content());
    }

    @Override
    public byte[] document(Descriptor what, int limit) throws InterruptedException {
        boolean manifest =
                MediaType.isManifest(what.mediaType()) || MediaType.isIndex(what.mediaType());
        return manifest
                ? repository.manifest(what.digest().toString()).content()
                : repository.document(what, limit);
    }

    @Override
    public InputStream open(Descriptor blob, long from) throws InterruptedException {
        return repository.blob(blob, from, 0);
    }
}
