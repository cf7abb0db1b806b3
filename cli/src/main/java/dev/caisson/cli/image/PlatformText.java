package dev.caisson.cli.image;

import dev.caisson.cli.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A platform as a user writes it.
final class PlatformText {
    private static final List<String> PARTS = List.of("os", "architecture", "variant");

    private PlatformText() {}

    /// @param written `os[/arch[/variant]]`
    /// @return as the API takes it
    static String json(String written) {
        var platform = new LinkedHashMap<String, @Nullable Object>();
        var parts = written.split("/", PARTS.size());
        for (int i = 0; i < parts.length; i++) platform.put(PARTS.get(i), parts[i]);
        return new String(Json.write(platform), StandardCharsets.UTF_8);
    }
}
