package dev.caisson.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The form of arguments as a JSON list of strings.
final class JsonForm {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonForm() {}

    /// @return empty when it is none: then it is a line for the shell, or words
    static Optional<List<String>> parse(String text) {
        var bare = text.strip();
        if (!bare.startsWith("[")) return Optional.empty();
        var words = new ArrayList<String>();
        try (var json = FACTORY.createParser(ObjectReadContext.empty(), bare)) {
            json.nextToken();
            for (var token = json.nextToken();
                    token != JsonToken.END_ARRAY;
                    token = json.nextToken()) {
                if (token != JsonToken.VALUE_STRING) return Optional.empty();
                words.add(json.getString());
            }
            return json.nextToken() == null ? Optional.of(words) : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }
}
