package dev.caisson.image.json;

import dev.caisson.image.Descriptor;
import dev.caisson.image.ImageIndex;
import dev.caisson.image.Manifest;
import dev.caisson.image.MediaType;
import dev.caisson.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Manifests and indexes as JSON.
public final class ManifestJson {
    /// Registries refuse larger ones as well. Source: distribution-spec, "Pushing Manifests".
    public static final int SIZE_LIMIT = 4 << 20;

    /// Overlay takes 500 layers.
    public static final int LAYER_LIMIT = 500;

    /// How many manifests an index may have.
    public static final int INDEX_LIMIT = 10_000;

    // defs-descriptor.json
    private static final String WORD = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
    private static final Pattern TYPE = Pattern.compile(WORD + "/" + WORD);

    private ManifestJson() {}

    /// @param mediaType what the descriptor that led here says
    public static Manifest manifest(byte[] bytes, String mediaType, String what) {
        var document = document(bytes, mediaType, what);
        if (!MediaType.isManifest(mediaType)) {
            throw document.refused("mediaType is not that of a manifest: " + mediaType);
        }
        if (document.has("manifests")) throw document.refused("it is an index as well");
        if (document.has("fsLayers")) throw document.refused("it is of the old schema 1");
        var config = descriptor(document.requiredObject("config"));
        if (!MediaType.isConfig(config.mediaType())) {
            throw document.refused("config is not of an image but " + config.mediaType());
        }
        var layers = document.objects("layers").stream().map(ManifestJson::descriptor).toList();
        if (layers.size() > LAYER_LIMIT) {
            throw document.refused("it has " + layers.size() + " layers; 500 are possible");
        }
        for (var layer : layers) {
            if (!MediaType.isLayer(layer.mediaType())) {
                throw document.refused("layers of type " + layer.mediaType() + " are unknown");
            }
        }
        return new Manifest(mediaType, config, layers, document.stringMap("annotations"));
    }

    /// What a document says it is; empty when it does not.
    public static String mediaType(byte[] bytes, String what) {
        return Document.parse(bytes, what, SIZE_LIMIT).string("mediaType");
    }

    /// What a manifest of whatever kind consists of: its configuration, then its layers.
    ///
    /// @param mediaType what the descriptor that led here says
    public static List<Descriptor> parts(byte[] bytes, String mediaType, String what) {
        var document = document(bytes, mediaType, what);
        var parts = new ArrayList<Descriptor>();
        parts.add(descriptor(document.requiredObject("config")));
        for (var layer : document.objects("layers")) parts.add(descriptor(layer));
        return parts;
    }

    /// @param mediaType what the descriptor that led here says
    public static ImageIndex index(byte[] bytes, String mediaType, String what) {
        var document = document(bytes, mediaType, what);
        if (!MediaType.isIndex(mediaType)) {
            throw document.refused("mediaType is not that of an index: " + mediaType);
        }
        if (document.has("config") || document.has("layers")) {
            throw document.refused("it is a manifest as well");
        }
        var manifests =
                document.objects("manifests").stream().map(ManifestJson::descriptor).toList();
        if (manifests.size() > INDEX_LIMIT) throw document.refused("it has too many manifests");
        return new ImageIndex(mediaType, manifests, document.stringMap("annotations"));
    }

    private static Document document(byte[] bytes, String mediaType, String what) {
        var document = Document.parse(bytes, what, SIZE_LIMIT);
        // What some tools write into archives has none, or Go's 0 for it, and docker reads it.
        long version = document.has("schemaVersion") ? document.number("schemaVersion") : 0;
        if (version != 0 && version != 2) throw document.refused("schemaVersion is not 2");
        var said = document.string("mediaType");
        if (!said.isEmpty() && !said.equals(mediaType)) {
            throw document.refused(
                    "mediaType is " + said + " where " + mediaType + " was announced");
        }
        return document;
    }

    private static Descriptor descriptor(Document document) {
        var type = document.requiredString("mediaType");
        if (!TYPE.matcher(type).matches()) throw document.refused("mediaType is none");
        long size = document.number("size");
        if (size < 0) throw document.refused("size is negative");
        return new Descriptor(
                type,
                document.digest("digest"),
                size,
                document.stringMap("annotations"),
                platform(document.object("platform")));
    }

    private static @Nullable Platform platform(@Nullable Document document) {
        if (document == null) return null;
        var features = document.strings("os.features");
        return new Platform(
                document.string("os"),
                document.string("architecture"),
                document.string("variant"),
                document.string("os.version"),
                features == null ? List.of() : features);
    }

    public static byte[] write(Manifest manifest) {
        var root = root(manifest.mediaType());
        root.set("config", node(manifest.config()));
        var layers = root.putArray("layers");
        manifest.layers().forEach(layer -> layers.add(node(layer)));
        annotations(root, manifest.annotations());
        return Document.JSON.writeValueAsBytes(root);
    }

    public static byte[] write(ImageIndex index) {
        var root = root(index.mediaType());
        var manifests = root.putArray("manifests");
        index.manifests().forEach(manifest -> manifests.add(node(manifest)));
        annotations(root, index.annotations());
        return Document.JSON.writeValueAsBytes(root);
    }

    private static ObjectNode root(String mediaType) {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("schemaVersion", 2);
        root.put("mediaType", mediaType);
        return root;
    }

    private static ObjectNode node(Descriptor descriptor) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("mediaType", descriptor.mediaType());
        node.put("digest", descriptor.digest().toString());
        node.put("size", descriptor.size());
        annotations(node, descriptor.annotations());
        var platform = descriptor.platform();
        if (platform != null) node.set("platform", node(platform));
        return node;
    }

    private static ObjectNode node(Platform platform) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("architecture", platform.architecture());
        node.put("os", platform.os());
        if (!platform.osVersion().isEmpty()) node.put("os.version", platform.osVersion());
        if (!platform.osFeatures().isEmpty()) {
            var features = node.putArray("os.features");
            platform.osFeatures().forEach(features::add);
        }
        if (!platform.variant().isEmpty()) node.put("variant", platform.variant());
        return node;
    }

    private static void annotations(ObjectNode node, Map<String, String> annotations) {
        if (annotations.isEmpty()) return;
        var child = node.putObject("annotations");
        new TreeMap<>(annotations).forEach(child::put);
    }
}
