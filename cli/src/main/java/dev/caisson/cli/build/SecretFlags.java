package dev.caisson.cli.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `--secret id=NAME[,src=FILE|,env=VARIABLE][,type=file|env]`: what a `RUN --mount=type=secret`
/// may read. An id alone is the variable of this name, or else the file. Source: buildx's
/// documentation of `--secret`.
final class SecretFlags {
    /// As BuildKit's client.
    private static final int LARGEST = 500 * 1024;

    /// All of them travel in one header.
    private static final int LARGEST_TOGETHER = 560 * 1024;

    private final Map<String, String> environment;

    private SecretFlags(Map<String, String> environment) {
        this.environment = environment;
    }

    /// @return none, or the header that carries them
    /// @throws UsageError for what cannot be read
    static Map<String, String> header(List<String> written, Map<String, String> environment)
            throws IOException {
        if (written.isEmpty()) return Map.of();
        var flags = new SecretFlags(environment);
        var secrets = new LinkedHashMap<String, @Nullable Object>();
        int together = 0;
        for (var one : written) {
            var fields = flags.fields(one);
            var id = fields.getOrDefault("id", "");
            if (id.isEmpty()) throw new UsageError("secret missing ID: " + one);
            var value = flags.value(id, fields);
            together += value.length;
            secrets.put(id, Base64.getEncoder().encodeToString(value));
        }
        if (together > LARGEST_TOGETHER) {
            throw new UsageError("the secrets are too large together: they may have 560 KiB");
        }
        var json = Json.write(secrets);
        return Map.of("X-Caisson-Secrets", Base64.getUrlEncoder().encodeToString(json));
    }

    private Map<String, String> fields(String written) {
        var fields = new LinkedHashMap<String, String>();
        Pairs.of(List.of(written.split(",", -1)))
                .forEach(
                        (key, value) -> {
                            var name = key.toLowerCase(Locale.ROOT);
                            switch (name) {
                                case "id", "env" -> fields.put(name, value);
                                case "src", "source" -> fields.put("src", value);
                                case "type" -> fields.put("type", value);
                                default ->
                                        throw new UsageError(
                                                "unexpected key '"
                                                        + key
                                                        + "' in '"
                                                        + written
                                                        + "'");
                            }
                        });
        var type = fields.getOrDefault("type", "");
        if (!List.of("", "file", "env").contains(type)) {
            throw new UsageError("unsupported secret type \"" + type + "\": file and env are");
        }
        return fields;
    }

    private byte[] value(String id, Map<String, String> fields) throws IOException {
        var source = Optional.ofNullable(fields.get("src"));
        var variable = Optional.ofNullable(fields.get("env"));
        var type = fields.getOrDefault("type", "");
        if (type.equals("env")) variable = variable.or(() -> source).or(() -> Optional.of(id));
        boolean anything = variable.isPresent() || source.isPresent() || type.equals("file");
        if (!anything && environment.containsKey(id)) variable = Optional.of(id);
        if (variable.isPresent()) return variable(id, variable.get());
        return file(id, Path.of(source.orElse(id)));
    }

    private byte[] variable(String id, String name) {
        var value = environment.get(name);
        if (value == null) {
            throw new UsageError("secret " + id + ": the variable " + name + " is not set");
        }
        return value.getBytes(UTF_8);
    }

    private static byte[] file(String id, Path path) throws IOException {
        try {
            if (Files.size(path) > LARGEST) {
                throw new UsageError("secret " + id + ": " + path + " is larger than 500 KiB");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException missing) {
            throw new UsageError("secret " + id + ": there is no file " + path);
        }
    }
}
