package dev.caisson.build.cache;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.StoredLayer;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// A record as it is kept on disk.
final class RecordJson {
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RecordJson() {}

    static byte[] write(CacheRecord item) {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("format", FORMAT);
        root.put("kind", item.key().kind());
        root.put("text", item.text());
        root.put("made", item.made().toString());
        root.put("used", item.use().last().toString());
        root.put("uses", item.use().count());
        var inputs = root.putArray("inputs");
        for (var input : item.key().inputs()) {
            inputs.addObject().put("name", input.name()).put("digest", input.digest());
        }
        var layer = item.layer();
        if (layer != null) {
            root.putObject("layer")
                    .put("diffId", layer.diffId().toString())
                    .put("mediaType", layer.blob().mediaType())
                    .put("blob", layer.blob().digest().toString())
                    .put("blobSize", layer.blob().size())
                    .put("size", layer.size());
        }
        return JSON.writeValueAsBytes(root);
    }

    /// @return null when it is of another format
    /// @throws RuntimeException when it is damaged
    static @Nullable CacheRecord read(byte[] bytes) {
        var root = JSON.readTree(bytes);
        if (root.path("format").asInt(0) != FORMAT) return null;
        var inputs = new ArrayList<StepKey.Input>();
        for (var input : root.path("inputs")) {
            inputs.add(
                    new StepKey.Input(
                            input.path("name").asString(), input.path("digest").asString()));
        }
        return new CacheRecord(
                new StepKey(root.path("kind").asString(), inputs),
                root.path("text").asString(),
                layer(root.get("layer")),
                Instant.parse(root.path("made").asString()),
                new CacheRecord.Use(
                        root.path("uses").asInt(), Instant.parse(root.path("used").asString())));
    }

    private static @Nullable StoredLayer layer(@Nullable JsonNode node) {
        if (node == null || node.isNull()) return null;
        return new StoredLayer(
                Digest.parse(node.path("diffId").asString()),
                new Descriptor(
                        node.path("mediaType").asString(),
                        Digest.parse(node.path("blob").asString()),
                        node.path("blobSize").asLong()),
                node.path("size").asLong());
    }
}
