package dev.caisson.front.docker;

import dev.caisson.build.BuildClient;
import dev.caisson.build.BuildRequest;
import dev.caisson.build.CacheOption;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unsupported;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What `POST /build` is asked for. Source: moby api/server/router/build (behaviour).
///
/// Beyond Docker: `caisson.why=1` says why steps are not in the cache, `caisson.contexts` is a JSON
/// object of named contexts, of which those with `sent:` are further parts of the body
/// ([BodyParts]), `caisson.view=1` asks for [dev.caisson.wire.BuildNews] instead of Docker's lines,
/// `caisson.cachefrom` and `caisson.cacheto` are JSON lists of caches elsewhere ([CacheOption]),
/// `caisson.results=1` takes `outputs` of files, which are lines of the answer too, `caisson.ssh`
/// is a JSON object of agents' sockets on this host, `caisson.directory` is the key of a directory
/// that the body tells of ([ToldDirectory]), and the header `X-Caisson-Secrets` has secrets
/// for `RUN --mount` as a JSON object of base64 texts, itself base64 for URLs.
final class BuildParameters {
    private static final int SECRETS_LIMIT = 1 << 20;
    private static final Set<String> RESULTS = Set.of("image", "local", "tar", "oci", "docker");

    private final Query query;

    private BuildParameters(Query query) {
        this.query = query;
    }

    /// What the request brings beside the context.
    static RequestClient client(Call call) {
        var agents = new LinkedHashMap<String, String>();
        new BuildParameters(call.query()).texts("caisson.ssh").forEach(agents::put);
        var key = call.query().text("caisson.directory");
        var body = call.request().body();
        var directory = key.isEmpty() ? null : ToldDirectory.read(key, body);
        return new RequestClient(secrets(call), agents, directory);
    }

    static BuildRequest read(Call call, BuildClient client) {
        var query = call.query();
        if (query.flag("squash")) {
            throw new Unsupported(
                    FaultCode.NOT_SUPPORTED,
                    "squash",
                    "copy what is needed into a last stage instead");
        }
        return new BuildParameters(query).request(client);
    }

    private BuildRequest request(BuildClient client) {
        var platform = query.textOrNull("platform");
        var recipe =
                new BuildRequest.Recipe(
                        query.text("dockerfile"),
                        query.text("target"),
                        arguments(),
                        texts("labels"),
                        platform == null ? null : Platform.parse(platform),
                        texts("caisson.contexts"));
        var conditions =
                new BuildRequest.Conditions(
                        query.flag("nocache"),
                        query.all("caisson.nocachefilter"),
                        query.flag("pull"),
                        query.flag("forcerm") || query.text("version").equals("2"),
                        query.flag("caisson.why"));
        var network = query.text("networkmode");
        var surroundings =
                new BuildRequest.Surroundings(
                        network.equals("default") ? "" : network,
                        query.all("extrahosts").stream().filter(host -> !host.isEmpty()).toList(),
                        resources(),
                        Set.copyOf(query.all("caisson.allow")),
                        client);
        var caches = new BuildRequest.Caches(cacheSources(), caches("caisson.cacheto"));
        return new BuildRequest(recipe, conditions, surroundings, names(), outputs(), caches);
    }

    private BuildRequest.Resources resources() {
        return new BuildRequest.Resources(
                number("memory"),
                number("memswap"),
                number("cpushares"),
                number("cpuperiod"),
                number("cpuquota"),
                query.text("cpusetcpus"),
                query.text("cpusetmems"),
                number("shmsize"),
                query.text("cgroupparent"),
                ulimits());
    }

    private long number(String name) {
        var text = query.text(name);
        return text.isEmpty() ? 0 : GoNumbers.parseInt(text);
    }

    private List<ImageReference> names() {
        var names = new LinkedHashSet<ImageReference>();
        for (var written : query.all("t")) {
            if (written.isEmpty()) continue;
            var name = ImageReference.parse(written);
            if (name.digest() != null) {
                throw invalid("t", "a tag cannot have a digest: " + written);
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private Map<String, @Nullable String> arguments() {
        var arguments = new LinkedHashMap<String, @Nullable String>();
        var json = json("buildargs");
        if (json == null) return arguments;
        if (!json.isObject()) throw invalid("buildargs", "a JSON object of texts is needed");
        for (var entry : json.properties()) {
            var value = entry.getValue();
            arguments.put(entry.getKey(), value.isNull() ? null : value.asString());
        }
        return arguments;
    }

    private Map<String, String> texts(String name) {
        var texts = new LinkedHashMap<String, String>();
        var json = json(name);
        if (json == null) return texts;
        if (!json.isObject()) throw invalid(name, "a JSON object of texts is needed");
        for (var entry : json.properties()) {
            texts.put(entry.getKey(), entry.getValue().asString());
        }
        return texts;
    }

    private List<BuildRequest.Ulimit> ulimits() {
        var ulimits = new ArrayList<BuildRequest.Ulimit>();
        var json = json("ulimits");
        if (json == null) return ulimits;
        for (var one : json) {
            ulimits.add(
                    new BuildRequest.Ulimit(
                            one.path("Name").asString(""),
                            one.path("Soft").asLong(),
                            one.path("Hard").asLong()));
        }
        return ulimits;
    }

    private List<BuildRequest.Output> outputs() {
        var outputs = new ArrayList<BuildRequest.Output>();
        var json = json("outputs");
        if (json == null) return outputs;
        for (var one : json) {
            var options = attributes(one);
            var type = one.path("Type").asString("");
            boolean image = type.equals("image") || type.equals("docker") || type.equals("moby");
            // Docker's answer has no room for files.
            boolean known = fileResults() ? RESULTS.contains(type) : image;
            if (!known) {
                throw new Unsupported(
                        FaultCode.NOT_SUPPORTED,
                        "output of type " + type,
                        "build an image, then save or export it");
            }
            outputs.add(new BuildRequest.Output(type, options));
        }
        return outputs;
    }

    /// Docker's own are names of images.
    private List<CacheOption> cacheSources() {
        var sources = new ArrayList<CacheOption>();
        var json = json("cachefrom");
        if (json != null) {
            if (!json.isArray()) throw invalid("cachefrom", "a JSON list of names is needed");
            for (var one : json) {
                sources.add(new CacheOption("image", Map.of("ref", one.asString(""))));
            }
        }
        sources.addAll(caches("caisson.cachefrom"));
        return sources;
    }

    private List<CacheOption> caches(String name) {
        var caches = new ArrayList<CacheOption>();
        var json = json(name);
        if (json == null) return caches;
        for (var one : json)
            caches.add(new CacheOption(one.path("Type").asString(""), attributes(one)));
        return caches;
    }

    private static Map<String, String> attributes(JsonNode one) {
        var options = new LinkedHashMap<String, String>();
        for (var entry : one.path("Attrs").properties()) {
            options.put(entry.getKey(), entry.getValue().asString());
        }
        return options;
    }

    /// As Docker calls it.
    private static String spoken(String name) {
        return switch (name) {
            case "buildargs" -> "build args";
            case "ulimits" -> "ulimit settings";
            case "cachefrom" -> "cache-from";
            case String other -> other;
        };
    }

    /// Whether the client takes files: as lines of our own, or over its session.
    private boolean fileResults() {
        boolean session = query.text("version").equals("2") && !query.text("session").isEmpty();
        return session || query.flag("caisson.results");
    }

    private @Nullable JsonNode json(String name) {
        var text = query.text(name);
        if (text.isEmpty()) return null;
        try {
            var json = Json.mapper().readTree(text);
            return json == null || json.isNull() ? null : json;
        } catch (JacksonException broken) {
            throw invalid(
                    name, "error reading " + spoken(name) + ": " + broken.getOriginalMessage());
        }
    }

    private static Map<String, byte[]> secrets(Call call) {
        var secrets = new LinkedHashMap<String, byte[]>();
        var header = call.request().header("X-Caisson-Secrets");
        if (header == null || header.isEmpty()) return secrets;
        try {
            if (header.length() > SECRETS_LIMIT) throw new IllegalArgumentException("too long");
            var json = Json.mapper().readTree(Base64.getUrlDecoder().decode(header));
            for (var entry : json.properties()) {
                var value = Base64.getDecoder().decode(entry.getValue().asString());
                secrets.put(entry.getKey(), value);
            }
        } catch (IllegalArgumentException | JacksonException broken) {
            // What it says is not repeated: it may be a secret.
            throw new InvalidInput(
                    FaultCode.BUILD_PARAMETER_INVALID, "X-Caisson-Secrets cannot be read");
        }
        return secrets;
    }

    private static InvalidInput invalid(String name, String why) {
        return new InvalidInput(FaultCode.BUILD_PARAMETER_INVALID, name + ": " + why);
    }
}
