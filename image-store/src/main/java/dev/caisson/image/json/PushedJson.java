package dev.caisson.image.json;

import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Manifests and indexes of whatever kind, read for what they refer to. Sources: image-spec
/// manifest.md, image-index.md.
public final class PushedJson {
    private PushedJson() {}

    /// What a registry has to know of a manifest.
    ///
    /// @param artifactType what it says it is, or the type of its configuration; empty for neither
    /// @param blobs that must be there; layers others distribute are left out
    /// @param subject what it is about; null for nothing
    public record Reading(
            String artifactType,
            List<Digest> blobs,
            @Nullable Digest subject,
            Map<String, String> annotations) {
        public Reading {
            blobs = List.copyOf(blobs);
            annotations = Map.copyOf(annotations);
        }
    }

    /// @param mediaType under which it was sent
    /// @throws InvalidInput `IMAGE_DOCUMENT_INVALID`, `IMAGE_LIMIT_EXCEEDED`
    public static Reading read(byte[] bytes, String mediaType) {
        var document = Document.parse(bytes, "manifest", ManifestJson.SIZE_LIMIT);
        boolean isIndex = MediaType.isIndex(mediaType);
        if (!isIndex && !MediaType.isManifest(mediaType)) {
            throw document.refused("manifests of type \"" + mediaType + "\" are unknown");
        }
        if (document.number("schemaVersion") != 2) throw document.refused("schemaVersion is not 2");
        var said = document.string("mediaType");
        if (!said.isEmpty() && !said.equals(mediaType)) {
            throw document.refused("mediaType is " + said + " where " + mediaType + " was sent");
        }
        if (isIndex
                ? document.has("config") || document.has("layers")
                : document.has("manifests")) {
            throw document.refused("it is a manifest and an index at once");
        }
        var blobs = new ArrayList<Digest>();
        var type = document.string("artifactType");
        if (!isIndex) {
            var config = document.requiredObject("config");
            blobs.add(config.digest("digest"));
            if (type.isEmpty()) type = config.string("mediaType");
            for (var layer : document.objects("layers")) {
                if (isHere(layer.string("mediaType"))) blobs.add(layer.digest("digest"));
            }
        } else {
            for (var manifest : document.objects("manifests")) {
                var _ = manifest.digest("digest");
            }
        }
        var subject = document.object("subject");
        return new Reading(
                type,
                blobs,
                subject == null ? null : subject.digest("digest"),
                document.stringMap("annotations"));
    }

    private static boolean isHere(String layerType) {
        return !layerType.contains(".nondistributable.") && !layerType.contains(".foreign.");
    }
}
