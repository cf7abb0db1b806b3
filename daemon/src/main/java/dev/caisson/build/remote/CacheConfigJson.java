package dev.caisson.build.remote;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A cache's configuration as JSON. Source: BuildKit cache/remotecache/v1 (format).
final class CacheConfigJson {
    static final int SIZE_LIMIT = 16 << 20;

    private static final int MOST = 100_000;
    private static final int DEPTH = 16;

    /// By this records are ours, and of this way to make keys.
    private static final String MARK = "keys";

    private static final String OURS = "dev.caisson/1";

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH)
                                                    .build())
                                    .build())
                    .build();

    private CacheConfigJson() {}

    static byte[] write(CacheConfig config) {
        var root = JsonNodeFactory.instance.objectNode();
        var layers = root.putArray("layers");
        for (var layer : config.layers()) {
            var node = layers.addObject();
            node.put("blob", layer.blob().toString());
            // Every layer is what one step made, on nothing.
            node.put("parent", -1);
            node.putObject("annotations")
                    .put("mediaType", layer.mediaType())
                    .put("diffID", layer.diffId().toString())
                    .put("size", layer.size())
                    .put("createdAt", layer.created().toString());
        }
        root.set("records", records(config));
        return JSON.writeValueAsBytes(root);
    }

    /// As an image has it: only the records.
    static byte[] writeInline(CacheConfig config) {
        return JSON.writeValueAsBytes(records(config));
    }

    private static ArrayNode records(CacheConfig config) {
        var records = JsonNodeFactory.instance.arrayNode();
        for (var known : config.records()) {
            var node = records.addObject();
            var chain = node.putArray("chains").addObject();
            var layers = chain.putArray("layers");
            if (known.layer() != null) layers.add(known.layer().intValue());
            chain.put("createdAt", known.created().toString());
            node.put("digest", known.key().toString());
            node.put(MARK, OURS);
        }
        return records;
    }

    /// @throws InvalidInput when it is none
    static CacheConfig read(byte[] bytes) {
        var root = parsed(bytes);
        if (!root.isObject()) throw invalid("it is no object");
        var layers = new ArrayList<CacheConfig.Layer>();
        for (var node : some(root.path("layers"))) layers.add(layer(node));
        return config(layers, root.path("records"));
    }

    /// @throws InvalidInput when it is none
    static CacheConfig readInline(byte[] bytes) {
        var root = parsed(bytes);
        if (!root.isArray()) throw invalid("it is no list");
        return config(List.of(), root);
    }

    private static CacheConfig config(List<CacheConfig.Layer> layers, JsonNode records) {
        var known = new ArrayList<CacheConfig.Known>();
        int foreign = 0;
        for (var node : some(records)) {
            if (node.path(MARK).asString("").equals(OURS)) known.add(known(node));
            else foreign++;
        }
        return new CacheConfig(layers, known, foreign);
    }

    private static JsonNode some(JsonNode list) {
        if (list.isMissingNode() || list.isNull()) return JsonNodeFactory.instance.arrayNode();
        if (!list.isArray()) throw invalid("layers and records are no lists");
        if (list.size() > MOST) throw invalid("it has more than " + MOST + " entries");
        return list;
    }

    private static JsonNode parsed(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException broken) {
            throw new InvalidInput(
                    broken,
                    FaultCode.BUILD_CACHE_INVALID,
                    String.valueOf(broken.getOriginalMessage()));
        }
    }

    private static CacheConfig.Layer layer(JsonNode node) {
        var about = node.path("annotations");
        return new CacheConfig.Layer(
                Digest.parse(node.path("blob").asString("")),
                about.path("mediaType").asString(""),
                about.path("size").asLong(0),
                Digest.parse(about.path("diffID").asString("")),
                time(about));
    }

    private static CacheConfig.Known known(JsonNode node) {
        var chain = node.path("chains").path(0);
        var layers = chain.path("layers");
        if (!layers.isArray() || layers.size() > 1) throw invalid("a record has several layers");
        return new CacheConfig.Known(
                Digest.parse(node.path("digest").asString("")),
                layers.isEmpty() ? null : index(layers.path(0)),
                time(chain));
    }

    private static @Nullable Integer index(JsonNode number) {
        if (!number.isIntegralNumber() || !number.canConvertToInt() || number.asInt() < 0) {
            throw invalid("the number of a layer is " + number);
        }
        return number.asInt();
    }

    private static Instant time(JsonNode node) {
        var text = node.path("createdAt").asString("");
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException broken) {
            throw new InvalidInput(
                    broken, FaultCode.BUILD_CACHE_INVALID, "\"" + text + "\" is no time");
        }
    }

    private static InvalidInput invalid(String why) {
        return new InvalidInput(FaultCode.BUILD_CACHE_INVALID, why);
    }
}
