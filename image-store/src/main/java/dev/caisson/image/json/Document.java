package dev.caisson.image.json;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An object of a JSON document, read field by field; what is not as it should be is refused with
/// its place in the document. A field that is null counts as absent.
final class Document {
    /// No document of an image is deeper.
    private static final int DEPTH_LIMIT = 32;

    private static final int NAME_LIMIT = 4096;
    private static final int LIST_LIMIT = 100_000;

    static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_LIMIT)
                                                    .maxNameLength(NAME_LIMIT)
                                                    .maxNumberLength(32)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode node;
    private final String what;
    private final String place;

    private Document(JsonNode node, String what, String place) {
        this.node = node;
        this.what = what;
        this.place = place;
    }

    /// @param what the document is, for messages: `manifest sha256:…`
    /// @param limit of its size in bytes
    static Document parse(byte[] bytes, String what, int limit) {
        if (bytes.length > limit) {
            throw new InvalidInput(
                    FaultCode.IMAGE_LIMIT_EXCEEDED, what, limit + " bytes", bytes.length);
        }
        try {
            var node = JSON.readTree(bytes);
            if (node == null || !node.isObject()) throw invalid(what, "it is not a JSON object");
            return new Document(node, what, "");
        } catch (JacksonException notJson) {
            var why = String.valueOf(notJson.getOriginalMessage());
            throw new InvalidInput(notJson, FaultCode.IMAGE_DOCUMENT_INVALID, what, why);
        }
    }

    boolean has(String key) {
        return child(key) != null;
    }

    String string(String key) {
        var child = child(key);
        if (child == null) return "";
        if (!child.isString()) throw wrong(key, "a string");
        return child.stringValue();
    }

    String requiredString(String key) {
        if (!has(key)) throw invalid(what, place + key + " is missing");
        return string(key);
    }

    Digest digest(String key) {
        return asDigest(requiredString(key), key);
    }

    boolean flag(String key) {
        var child = child(key);
        if (child == null) return false;
        if (!child.isBoolean()) throw wrong(key, "true or false");
        return child.booleanValue();
    }

    /// @return 0 when absent
    long number(String key) {
        var child = child(key);
        if (child == null) return 0;
        if (!child.isIntegralNumber() || !child.canConvertToLong()) throw wrong(key, "a number");
        return child.longValue();
    }

    @Nullable Instant time(String key) {
        var text = string(key);
        if (text.isEmpty()) return null;
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notTime) {
            throw wrong(key, "a time");
        }
    }

    /// @return null when absent; a lone string is a list of one, as Docker's old configurations
    ///     have it
    @Nullable List<String> strings(String key) {
        var child = child(key);
        if (child == null) return null;
        if (child.isString()) return List.of(child.stringValue());
        if (!child.isArray()) throw wrong(key, "a list");
        var strings = new ArrayList<String>();
        for (var element : child) {
            if (!element.isString()) throw wrong(key, "a list of strings");
            strings.add(element.stringValue());
        }
        return strings;
    }

    List<Digest> digests(String key) {
        var texts = strings(key);
        if (texts == null) return List.of();
        return texts.stream().map(text -> asDigest(text, key)).toList();
    }

    Map<String, String> stringMap(String key) {
        var child = child(key);
        if (child == null) return Map.of();
        if (!child.isObject()) throw wrong(key, "an object");
        var map = new LinkedHashMap<String, String>();
        for (var property : child.properties()) {
            if (!property.getValue().isString()) throw wrong(key, "an object of strings");
            map.put(property.getKey(), property.getValue().stringValue());
        }
        return map;
    }

    /// The names in an object whose values are empty objects: how Go writes a set.
    Set<String> names(String key) {
        var child = child(key);
        if (child == null) return Set.of();
        if (!child.isObject()) throw wrong(key, "an object");
        return Set.copyOf(child.propertyNames());
    }

    @Nullable Document object(String key) {
        var child = child(key);
        if (child == null) return null;
        if (!child.isObject()) throw wrong(key, "an object");
        return new Document(child, what, place + key + ".");
    }

    Document requiredObject(String key) {
        var object = object(key);
        if (object == null) throw invalid(what, place + key + " is missing");
        return object;
    }

    List<Document> objects(String key) {
        var child = child(key);
        if (child == null) return List.of();
        if (!child.isArray()) throw wrong(key, "a list");
        if (child.size() > LIST_LIMIT) throw wrong(key, "shorter than " + LIST_LIMIT);
        var objects = new ArrayList<Document>();
        for (var element : child) {
            if (!element.isObject()) throw wrong(key, "a list of objects");
            objects.add(new Document(element, what, place + key + "[" + objects.size() + "]."));
        }
        return objects;
    }

    InvalidInput refused(String why) {
        return invalid(what, place + why);
    }

    private @Nullable JsonNode child(String key) {
        var child = node.get(key);
        return child == null || child.isNull() ? null : child;
    }

    private Digest asDigest(String text, String key) {
        try {
            return Digest.parse(text);
        } catch (InvalidInput notDigest) {
            throw new InvalidInput(
                    notDigest,
                    FaultCode.IMAGE_DOCUMENT_INVALID,
                    what,
                    place + key + " is not a digest");
        }
    }

    private InvalidInput wrong(String key, String expected) {
        return invalid(what, place + key + " is not " + expected);
    }

    private static InvalidInput invalid(String what, String why) {
        return new InvalidInput(FaultCode.IMAGE_DOCUMENT_INVALID, what, why);
    }
}
