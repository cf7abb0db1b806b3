package dev.caisson.cli.image;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A platform as a user writes it.
public final class PlatformText {
    private static final List<String> PARTS = List.of("os", "architecture", "variant");

    private PlatformText() {}

    /// Adds the flag `--platform` to a request, where it is given.
    public static Query of(Arguments arguments, Query target) {
        arguments.string("platform").ifPresent(written -> target.with("platform", json(written)));
        return target;
    }

    /// @param written `os[/arch[/variant]]`
    /// @return as the API takes it
    static String json(String written) {
        var platform = new LinkedHashMap<String, @Nullable Object>();
        var parts = written.split("/", PARTS.size());
        for (int i = 0; i < parts.length; i++) platform.put(PARTS.get(i), parts[i]);
        return new String(Json.write(platform), StandardCharsets.UTF_8);
    }
}
