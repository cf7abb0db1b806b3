package dev.caisson.cli.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.cli.json.Json;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A line of JSON for each thing that happens, as buildx's `--progress=rawjson` writes them.
final class RawProgress implements Progress {
    private final PrintStream out;
    private final Clock clock;
    private final Map<Long, Begun> begun = new HashMap<>();

    private record Begun(String title, Instant at) {}

    RawProgress(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void news(Object part) {
        long number = Json.number(part, "step");
        var state = Json.text(part, "state");
        var now = clock.instant();
        var title = Json.text(part, "title");
        if (!title.isEmpty()) begun.put(number, new Begun(title, now));
        var step = begun.get(number);
        if (step == null) return;
        if (state.isEmpty()) log(number, part, now);
        else vertex(number, step, state, Json.text(part, "text"), now);
        out.flush();
    }

    private void vertex(long number, Begun step, String state, String why, Instant now) {
        var vertex = new LinkedHashMap<String, @Nullable Object>();
        vertex.put("digest", digest(number));
        vertex.put("name", step.title());
        vertex.put("started", step.at().toString());
        if (!state.equals("begun")) vertex.put("completed", now.toString());
        if (state.equals("cached")) vertex.put("cached", true);
        if (state.equals("failed")) vertex.put("error", why);
        line(Map.of("vertexes", List.of(vertex)));
    }

    private void log(long number, Object part, Instant now) {
        var text = Json.text(part, "text").getBytes(UTF_8);
        var log = new LinkedHashMap<String, @Nullable Object>();
        log.put("vertex", digest(number));
        log.put("stream", Json.flag(part, "error") ? 2L : 1L);
        log.put("data", Base64.getEncoder().encodeToString(text));
        log.put("timestamp", now.toString());
        line(Map.of("logs", List.of(log)));
    }

    /// What names a step; only that it is the same each time counts.
    private static String digest(long number) {
        return String.format("sha256:%064x", number);
    }

    private void line(Map<String, ?> status) {
        out.println(new String(Json.write(status), UTF_8));
    }

    @Override
    public void close() {
        out.flush();
    }
}
