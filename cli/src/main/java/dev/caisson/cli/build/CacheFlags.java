package dev.caisson.cli.build;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.Query;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `--cache-from` and `--cache-to`: what is in a directory is sent with the context, and comes back
/// as a result. Source: buildx's documentation of the flags.
///
/// @param names of images
/// @param sent directories, by the name they are sent under
/// @param results directories that are written
record CacheFlags(
        List<String> names,
        List<Map<String, Object>> from,
        List<Map<String, Object>> to,
        Map<String, Layout> sent,
        List<Output> results) {
    private static final String TYPE = "type";

    /// @param outputs how many results there are besides
    /// @throws UsageError for what is incomplete
    static CacheFlags of(Arguments arguments, int outputs, PrintStream err) {
        var caches =
                new CacheFlags(
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new LinkedHashMap<>(),
                        new ArrayList<>());
        for (var one : arguments.list("cache-from")) caches.addSource(one, err);
        for (var one : arguments.list("cache-to")) caches.addTarget(one, outputs);
        return caches;
    }

    /// What is written of one.
    private record Written(String type, Map<String, String> options) {}

    private static Written read(String flag, String written) {
        var options = new LinkedHashMap<String, String>();
        Pairs.of(List.of(written.split(",", -1)))
                .forEach((key, value) -> options.put(key.strip().toLowerCase(Locale.ROOT), value));
        var type = options.remove(TYPE);
        if (type == null || type.isEmpty()) {
            throw new UsageError(flag + " needs type=TYPE: " + written);
        }
        return new Written(type, options);
    }

    private void addSource(String written, PrintStream err) {
        if (!written.contains("=")) {
            names.add(written);
            return;
        }
        var read = read("--cache-from", written);
        var type = read.type();
        var options = read.options();
        if (type.equals("local")) {
            var name = "caisson.cache-" + sent.size();
            var directory = needed(options, "src", "--cache-from");
            try {
                var tag = options.getOrDefault("tag", "latest");
                var digest = options.getOrDefault("digest", "");
                sent.put(name, Layout.of(Path.of(directory), tag, digest));
            } catch (UsageError missing) {
                err.println("WARNING: cache import skipped: " + missing.getMessage());
                return;
            }
            options.put("caisson.sent", name);
        }
        from.add(Map.of("Type", type, "Attrs", options));
    }

    private void addTarget(String written, int outputs) {
        if (!written.contains("=")) {
            to.add(Map.of("Type", "registry", "Attrs", Map.of("ref", written)));
            return;
        }
        var read = read("--cache-to", written);
        var type = read.type();
        var options = read.options();
        if (type.equals("local")) {
            var directory = needed(options, "dest", "--cache-to");
            options.put("caisson.result", String.valueOf(outputs + results.size()));
            results.add(new Output(Output.CACHE, directory, Map.of()));
        }
        to.add(Map.of("Type", type, "Attrs", options));
    }

    private static String needed(Map<String, String> options, String name, String flag) {
        var value = options.getOrDefault(name, "");
        if (value.isEmpty())
            throw new UsageError(flag + " type=local needs " + name + "=DIRECTORY");
        return value;
    }

    void addTo(Query query) {
        BuildFlags.json(query, "cachefrom", names);
        BuildFlags.json(query, "caisson.cachefrom", from);
        BuildFlags.json(query, "caisson.cacheto", to);
    }

    /// Sends the directories, in their order.
    void send(BodyParts parts) throws IOException {
        for (var layout : sent.values()) {
            try (var out = parts.next()) {
                layout.send(out);
            }
        }
    }
}
