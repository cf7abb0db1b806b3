package dev.caisson.cli.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/// JSON as plain Java values: [Map] (in the order of the text), [List], [String], [Long],
/// [BigInteger], [Double], [Boolean] and null.
///
/// The command line reads answers this way instead of binding them to records: setting up the
/// binder costs more than the whole rest of a plain command, and `--format` templates need to walk
/// any answer by name anyway.
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /// @throws IOException when the text is not one JSON value
    public static @Nullable Object parse(byte[] text) throws IOException {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return value(parser);
        } catch (StreamReadException malformed) {
            throw new IOException(
                    "the daemon's answer is not JSON: " + malformed.getMessage(), malformed);
        }
    }

    /// Reads values one after the other, as the daemon's progress and event streams carry them.
    public static Stream stream(InputStream in) {
        return new Stream(FACTORY.createParser(ObjectReadContext.empty(), in));
    }

    /// Writes maps, lists, strings, numbers, booleans and null.
    public static byte[] write(@Nullable Object value) {
        var out = new ByteArrayOutputStream();
        try (var generator =
                FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
            put(generator, value);
        }
        return out.toByteArray();
    }

    /// As [#write], indented by four spaces as `inspect` shows it.
    public static String indented(@Nullable Object value) {
        var out = new StringBuilder();
        indent(out, value, 0);
        return out.toString();
    }

    private static void indent(StringBuilder out, @Nullable Object value, int depth) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            var separator = "{\n";
            for (var member : map.entrySet()) {
                out.append(separator).repeat("    ", depth + 1);
                out.append(
                        new String(write(String.valueOf(member.getKey())), StandardCharsets.UTF_8));
                out.append(": ");
                indent(out, member.getValue(), depth + 1);
                separator = ",\n";
            }
            out.append('\n').repeat("    ", depth).append('}');
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            var separator = "[\n";
            for (var member : list) {
                out.append(separator).repeat("    ", depth + 1);
                indent(out, member, depth + 1);
                separator = ",\n";
            }
            out.append('\n').repeat("    ", depth).append(']');
        } else {
            out.append(new String(write(value), StandardCharsets.UTF_8));
        }
    }

    /// The value as an object; an empty one for null.
    @SuppressWarnings("unchecked") // objects are only made by value(), with string keys
    public static Map<String, @Nullable Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    /// The value as a list; an empty one for null.
    @SuppressWarnings("unchecked") // lists are only made by value()
    public static List<@Nullable Object> list(@Nullable Object value) {
        return value instanceof List<?> list ? (List<@Nullable Object>) list : List.of();
    }

    /// The value at the end of a path of object keys, or null.
    public static @Nullable Object at(@Nullable Object value, String... path) {
        for (var key : path) value = object(value).get(key);
        return value;
    }

    /// The text at the end of a path; an empty string where there is none.
    public static String text(@Nullable Object value, String... path) {
        var found = at(value, path);
        return found == null ? "" : found.toString();
    }

    /// The whole number at the end of a path; 0 where there is none.
    public static long number(@Nullable Object value, String... path) {
        return at(value, path) instanceof Number number ? number.longValue() : 0;
    }

    /// The truth value at the end of a path; false where there is none.
    public static boolean flag(@Nullable Object value, String... path) {
        return at(value, path) instanceof Boolean flag && flag;
    }

    private static @Nullable Object value(JsonParser parser) {
        var token = parser.currentToken();
        if (token == null) return null;
        return switch (token) {
            case START_OBJECT -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    var name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                while (parser.nextToken() != JsonToken.END_ARRAY) list.add(value(parser));
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> {
                var number = parser.getNumberValue();
                yield number instanceof BigInteger ? number : Long.valueOf(number.longValue());
            }
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static void put(JsonGenerator generator, @Nullable Object value) {
        // Not a pattern switch: linking one at run time costs 30 ms of a command.
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (var member : map.entrySet()) {
                generator.writeName(String.valueOf(member.getKey()));
                put(generator, member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            generator.writeStartArray();
            for (var member : list) put(generator, member);
            generator.writeEndArray();
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Double number) {
            generator.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            generator.writeNumber(number);
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else {
            generator.writeString(value.toString());
        }
    }

    /// A sequence of JSON values on one stream.
    public static final class Stream implements AutoCloseable {
        private final JsonParser parser;

        Stream(JsonParser parser) {
            this.parser = parser;
        }

        /// The next value, or null at the end of the stream.
        ///
        /// @throws IOException when the stream breaks or is not JSON
        public @Nullable Object next() throws IOException {
            try {
                return parser.nextToken() == null ? null : value(parser);
            } catch (StreamReadException malformed) {
                throw new IOException(
                        "the daemon's answer is not JSON: " + malformed.getMessage(), malformed);
            }
        }

        @Override
        public void close() {
            parser.close();
        }
    }
}
