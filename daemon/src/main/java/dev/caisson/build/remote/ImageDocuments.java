package dev.caisson.build.remote;

import dev.caisson.build.RemoteContent;
import dev.caisson.build.RemoteContent.Document;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Manifest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import dev.caisson.image.PlatformChoice;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.json.ManifestJson;
import java.io.IOException;
import java.util.List;

/// Reads the documents of an image that is elsewhere, checked against their digests.
public final class ImageDocuments {
    private static final int NESTING_LIMIT = 4;

    private final RemoteContent content;

    public ImageDocuments(RemoteContent content) {
        this.content = content;
    }

    /// What one image consists of.
    ///
    /// @param config the bytes of its configuration
    @SuppressWarnings("ArrayRecordComponent") // nobody changes it
    public record Found(Manifest manifest, byte[] config) {}

    /// The image for a platform.
    ///
    /// @throws InvalidInput when the documents are damaged
    /// @throws NotFound `PLATFORM_NOT_IN_INDEX`
    public Found image(Platform wanted) throws IOException, InterruptedException {
        return image(content.top(), wanted);
    }

    Found image(Document top, Platform wanted) throws IOException, InterruptedException {
        var document = top;
        for (int depth = 0; MediaType.isIndex(type(document)); depth++) {
            if (depth == NESTING_LIMIT) {
                throw new InvalidInput(
                        FaultCode.IMAGE_DOCUMENT_INVALID, "index", "indexes are nested too deep");
            }
            var index = ManifestJson.index(document.content(), type(document), "index");
            var next = chosen(index.manifests(), wanted);
            document = new Document(next.mediaType(), read(next, ManifestJson.SIZE_LIMIT));
        }
        var manifest = ManifestJson.manifest(document.content(), type(document), "manifest");
        return new Found(manifest, read(manifest.config(), ConfigJson.SIZE_LIMIT));
    }

    private static Descriptor chosen(List<Descriptor> all, Platform wanted) {
        var images =
                all.stream()
                        .filter(
                                one ->
                                        MediaType.isIndex(one.mediaType())
                                                || MediaType.isManifest(one.mediaType()))
                        .toList();
        return PlatformChoice.best(images, Descriptor::platform, wanted)
                .orElseThrow(
                        () -> new NotFound(FaultCode.PLATFORM_NOT_IN_INDEX, wanted, images.size()));
    }

    /// Reads one, whatever it is.
    byte[] read(Descriptor what, int limit) throws IOException, InterruptedException {
        var bytes = content.document(what, limit);
        var digest = what.digest().algorithm().of(bytes);
        if (!digest.equals(what.digest())) {
            throw new InvalidInput(FaultCode.BLOB_DIGEST_MISMATCH, what.digest(), digest);
        }
        return bytes;
    }

    /// What a document is, where only it may say so.
    static String type(Document document) {
        if (!document.mediaType().isEmpty()) return document.mediaType();
        return ManifestJson.mediaType(document.content(), "manifest");
    }
}
