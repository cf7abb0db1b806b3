package dev.caisson.engine;

import dev.caisson.build.RemoteContent;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Image;
import dev.caisson.image.ImageStore;
import java.io.IOException;
import java.io.InputStream;

/// What an image of this host has. Its blobs are held only while they are opened: one that is
/// removed meanwhile is missing, as anywhere else.
final class StoredImageContent implements RemoteContent {
    private final ImageStore store;
    private final Image image;

    StoredImageContent(ImageStore store, Image image) {
        this.store = store;
        this.image = image;
    }

    @Override
    public Document top() {
        var manifest = image.manifest();
        try (var content = store.content(image)) {
            return new Document(manifest.mediaType(), content.read(manifest));
        }
    }

    @Override
    public byte[] document(Descriptor what, int limit) {
        try (var content = store.content(image)) {
            return content.read(what);
        }
    }

    @Override
    public InputStream open(Descriptor blob, long from) throws IOException {
        try (var content = store.content(image)) {
            return content.open(blob.digest(), from, blob.size() - from);
        }
    }
}
