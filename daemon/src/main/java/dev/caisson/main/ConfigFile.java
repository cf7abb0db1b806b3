package dev.caisson.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `daemon.json`, by directive; an unknown key is refused, so that nothing is silently ignored.
final class ConfigFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);
    private static final int LARGEST = 1 << 20;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private ConfigFile() {}

    /// @param required false when the file may be missing
    /// @throws OptionError as dockerd words it
    static Map<Directive, List<String>> read(Path file, boolean required) {
        try {
            if (Files.size(file) > LARGEST) throw failed(file, "it is larger than 1 MiB", null);
            return parse(file, Files.readString(file));
        } catch (NoSuchFileException missing) {
            if (!required) return Map.of();
            throw failed(file, "open " + file + ": no such file or directory", missing);
        } catch (IOException failure) {
            throw failed(file, failure.toString(), failure);
        }
    }

    static Map<Directive, List<String>> parse(Path file, String text) {
        JsonNode root;
        try {
            root = text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JacksonException invalid) {
            throw failed(file, "invalid JSON: " + invalid.getOriginalMessage(), invalid);
        }
        if (!root.isObject()) throw failed(file, "invalid JSON: an object is needed", null);
        var unknown = new TreeSet<String>();
        var values = new EnumMap<Directive, List<String>>(Directive.class);
        for (var entry : root.properties()) {
            var directive = Directive.byKey(entry.getKey());
            var foreign = ForeignKey.of(entry.getKey());
            if (directive.isPresent()) {
                values.put(directive.get(), values(file, directive.get(), entry.getValue()));
            } else if (foreign.isPresent()) {
                passOver(file, foreign.get(), entry.getValue());
            } else {
                unknown.add(entry.getKey());
            }
        }
        if (!unknown.isEmpty()) {
            throw failed(
                    file,
                    "the following directives don't match any configuration option: "
                            + String.join(", ", unknown),
                    null);
        }
        return values;
    }

    private static void passOver(Path file, ForeignKey key, JsonNode value) {
        if (!key.isHarmless(value)) {
            throw failed(
                    file, key.key() + "=" + value + " is not possible here: " + key.why(), null);
        }
        LOG.warn("key={} of {} changes nothing: {}, ignoring", key.key(), file, key.why());
    }

    private static List<String> values(Path file, Directive directive, JsonNode node) {
        return switch (directive.takes()) {
            case FLAG -> {
                if (!node.isBoolean()) throw wrong(file, directive, "true or false");
                yield List.of(Boolean.toString(node.booleanValue()));
            }
            case TEXT -> {
                if (!node.isString() && !node.isIntegralNumber()) {
                    throw wrong(file, directive, "a string");
                }
                yield List.of(node.isString() ? node.stringValue() : node.toString());
            }
            case TEXTS -> {
                if (!node.isArray()) throw wrong(file, directive, "an array of strings");
                var texts = new ArrayList<String>();
                for (var element : node) {
                    if (!element.isString()) throw wrong(file, directive, "an array of strings");
                    texts.add(element.stringValue());
                }
                yield texts;
            }
            case POOLS -> pools(file, directive, node);
            case ULIMITS -> ulimits(file, directive, node);
            case PAIRS -> pairs(file, directive, node);
            case NESTED_PAIRS -> nestedPairs(file, directive, node);
            case SWITCHES -> switches(file, directive, node);
            case BUILDER -> builder(file, directive, node);
        };
    }

    private static List<String> pools(Path file, Directive directive, JsonNode node) {
        if (!node.isArray()) throw wrong(file, directive, "an array of objects");
        var texts = new ArrayList<String>();
        for (var element : node) {
            var base = element.get("base");
            var size = element.get("size");
            boolean whole =
                    base != null && base.isString() && size != null && size.isIntegralNumber();
            if (!whole) throw wrong(file, directive, "base and size");
            texts.add("base=" + base.stringValue() + ",size=" + size.intValue());
        }
        return texts;
    }

    private static List<String> pairs(Path file, Directive directive, JsonNode node) {
        if (!node.isObject()) throw wrong(file, directive, "an object of strings");
        var texts = new ArrayList<String>();
        for (var entry : node.properties()) {
            if (!entry.getValue().isString()) throw wrong(file, directive, "an object of strings");
            texts.add(entry.getKey() + "=" + entry.getValue().stringValue());
        }
        return texts;
    }

    private static List<String> nestedPairs(Path file, Directive directive, JsonNode node) {
        if (!node.isObject()) throw wrong(file, directive, "an object of objects");
        var texts = new ArrayList<String>();
        for (var entry : node.properties()) {
            for (var pair : pairs(file, directive, entry.getValue())) {
                texts.add(entry.getKey() + "=" + pair);
            }
        }
        return texts;
    }

    private static List<String> builder(Path file, Directive directive, JsonNode node) {
        var gc = node.get("gc");
        if (!node.isObject() || node.size() != 1 || gc == null || !gc.isObject()) {
            throw wrong(file, directive, "an object with gc alone");
        }
        var texts = new ArrayList<String>();
        for (var entry : gc.properties()) {
            var value = entry.getValue();
            if (!value.isString() && !value.isBoolean() && !value.isIntegralNumber()) {
                throw wrong(file, directive, "gc." + entry.getKey() + " as one value");
            }
            var text = value.isString() ? value.stringValue() : value.toString();
            texts.add(entry.getKey() + "=" + text);
        }
        return texts;
    }

    private static List<String> switches(Path file, Directive directive, JsonNode node) {
        if (!node.isObject()) throw wrong(file, directive, "an object of booleans");
        var texts = new ArrayList<String>();
        for (var entry : node.properties()) {
            var value = entry.getValue();
            if (!value.isBoolean()) throw wrong(file, directive, "an object of booleans");
            texts.add(entry.getKey() + "=" + value.booleanValue());
        }
        return texts;
    }

    private static List<String> ulimits(Path file, Directive directive, JsonNode node) {
        if (!node.isObject()) throw wrong(file, directive, "an object");
        var texts = new ArrayList<String>();
        for (var entry : node.properties()) {
            var limit = entry.getValue();
            var soft = limit.get("Soft");
            var hard = limit.get("Hard");
            boolean numbers =
                    soft != null
                            && soft.canConvertToLong()
                            && hard != null
                            && hard.canConvertToLong();
            if (!numbers) throw wrong(file, directive, "Soft and Hard as numbers");
            texts.add(entry.getKey() + "=" + soft.longValue() + ":" + hard.longValue());
        }
        return texts;
    }

    private static OptionError wrong(Path file, Directive directive, String needed) {
        return failed(file, directive.key() + ": " + needed + " is needed", null);
    }

    private static OptionError failed(Path file, String why, @Nullable Throwable cause) {
        var text = "unable to configure the daemon with file " + file + ": " + why;
        return cause == null ? new OptionError(text) : new OptionError(text, cause);
    }
}
