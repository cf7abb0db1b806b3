package dev.caisson.front.buildkit;

import static java.util.Locale.ROOT;

import dev.caisson.build.BuildClient;
import dev.caisson.build.BuildRequest;
import dev.caisson.build.ContextSource;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unsupported;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The options of the Dockerfile's front end. Source: BuildKit frontend/dockerui, docker/buildx
/// build/opt.go (behaviour).
///
/// @param options as they came
/// @param inputs results of other targets, by the names the options call them
final class SolveOptions {
    private static final String UPLOAD = "http://buildkit-session/";
    private static final String CONTEXT = "context:";
    private static final int MOST_HOSTS = 1000;

    private static final String INPUT = "input:";

    private final Map<String, String> options;
    private final Map<String, LinkedResult> inputs;

    SolveOptions(Map<String, String> options, Map<String, LinkedResult> inputs) {
        this.options = Map.copyOf(options);
        this.inputs = Map.copyOf(inputs);
    }

    /// Name of the Dockerfile.
    String file() {
        return text("filename").isEmpty() ? "Dockerfile" : text("filename");
    }

    private String text(String name) {
        return options.getOrDefault(name, "");
    }

    /// @param job says what is to become of the result
    BuildRequest request(BuildClient client, Job job) {
        var exporters = job.exporters();
        var names = new LinkedHashSet<ImageReference>();
        for (var exporter : exporters) names.addAll(exporter.names());
        var outputs = exporters.stream().map(Exporter::output).toList();
        var recipe =
                new BuildRequest.Recipe(
                        file(),
                        text("target"),
                        arguments(),
                        new LinkedHashMap<>(beginning("label:")),
                        platform(),
                        contexts());
        refuseAttestations();
        boolean pull = text("image-resolve-mode").equals("pull");
        var again = text("no-cache").isEmpty() ? List.<String>of() : words(text("no-cache"));
        boolean everything = options.containsKey("no-cache") && again.isEmpty();
        var conditions = new BuildRequest.Conditions(everything, again, pull, true, false);
        var network = text("force-network-mode");
        var surroundings =
                new BuildRequest.Surroundings(
                        network.equals("sandbox") ? "" : network,
                        hosts(),
                        resources(),
                        job.allowed(),
                        client);
        return new BuildRequest(
                recipe, conditions, surroundings, List.copyOf(names), outputs, job.caches());
    }

    /// What buildx adds of its own accord counts only where there is a place for it.
    private void refuseAttestations() {
        beginning("attest:")
                .forEach(
                        (type, how) -> {
                            var words = List.of(how.split(",", -1));
                            boolean optional =
                                    words.contains("disabled=true")
                                            || words.contains("inline-only=true");
                            if (optional) return;
                            throw new Unsupported(
                                    FaultCode.NOT_SUPPORTED,
                                    "an attestation (" + type + ")",
                                    "none are made here: build with --" + type + "=false");
                        });
    }

    /// Whether an argument that is for the builder says yes.
    private boolean isSet(String argument) {
        return Set.of("1", "t", "true").contains(text("build-arg:" + argument).toLowerCase(ROOT));
    }

    private Map<String, @Nullable String> arguments() {
        return new LinkedHashMap<>(beginning("build-arg:"));
    }

    private Map<String, String> beginning(String prefix) {
        var found = new java.util.TreeMap<String, String>();
        options.forEach(
                (name, value) -> {
                    if (name.startsWith(prefix)) found.put(name.substring(prefix.length()), value);
                });
        return found;
    }

    private @Nullable Platform platform() {
        var platforms = text("platform");
        if (platforms.isEmpty()) return null;
        if (platforms.contains(",")) {
            throw new Unsupported(
                    FaultCode.NOT_SUPPORTED,
                    "an image for several platforms (" + platforms + ")",
                    "build for one at a time");
        }
        // What is behind a version is of Windows.
        return Platform.parse(platforms.replaceFirst("\\(.*?\\)", ""));
    }

    private static List<String> words(String text) {
        return List.of(text.split(",", MOST_HOSTS));
    }

    private List<String> hosts() {
        var hosts = new ArrayList<String>();
        for (var host : text("add-hosts").split(",", MOST_HOSTS)) {
            int equals = host.indexOf('=');
            if (equals > 0) hosts.add(host.substring(0, equals) + ":" + host.substring(equals + 1));
        }
        return hosts;
    }

    private BuildRequest.Resources resources() {
        var none = BuildRequest.Resources.none();
        var ulimits = new ArrayList<BuildRequest.Ulimit>();
        for (var written : text("ulimit").split(",", MOST_HOSTS)) {
            var parts = written.split("[=:]", 4);
            if (parts.length == 2) parts = new String[] {parts[0], parts[1], parts[1]};
            if (parts.length == 3) {
                ulimits.add(new BuildRequest.Ulimit(parts[0], number(parts[1]), number(parts[2])));
            }
        }
        return new BuildRequest.Resources(
                none.memory(),
                none.memorySwap(),
                none.cpuShares(),
                none.cpuPeriod(),
                none.cpuQuota(),
                none.cpus(),
                none.memoryNodes(),
                text("shm-size").isEmpty() ? 0 : number(text("shm-size")),
                text("cgroup-parent"),
                ulimits);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException broken) {
            throw new InvalidInput(
                    broken, FaultCode.BUILD_PARAMETER_INVALID, "\"" + text + "\" is no number");
        }
    }

    /// Where named contexts are.
    private Map<String, String> contexts() {
        var contexts = beginning(CONTEXT);
        contexts.replaceAll(
                (name, where) ->
                        where.startsWith(INPUT)
                                ? LinkedResult.where(
                                        name, inputs.get(where.substring(INPUT.length())))
                                : where);
        return contexts;
    }

    /// Where the files come from.
    ContextSource source(SessionClient client) throws IOException, InterruptedException {
        var context = text("context");
        boolean dockerfileIsHere = !text("dockerfilekey").isEmpty();
        var local = text("contextkey").isEmpty() ? "context" : text("contextkey");
        var dockerfiles = dockerfileIsHere ? text("dockerfilekey") : "dockerfile";
        if (context.isEmpty() || context.startsWith("local:")) {
            var name = context.isEmpty() ? local : context.substring("local:".length());
            return new ContextSource.Split(new ContextSource.Directory(name), dockerfiles);
        }
        ContextSource files =
                context.startsWith(UPLOAD)
                        ? new ContextSource.Upload(client.upload(URI.create(context)))
                        : new ContextSource.Remote(context, isSet("BUILDKIT_CONTEXT_KEEP_GIT_DIR"));
        return dockerfileIsHere ? new ContextSource.Split(files, dockerfiles) : files;
    }
}
