package dev.caisson.cli.build;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.create.ResourceFlags;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The flags of `build`, and the query they become.
final class BuildFlags {
    private static final Map<String, String> NUMBERS =
            Map.of("cpu-period", "cpuperiod", "cpu-quota", "cpuquota", "cpu-shares", "cpushares");

    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    private BuildFlags() {}

    static Syntax declare() {
        return new Syntax("[OPTIONS] PATH | URL | -", "Build an image from a Dockerfile", 1, 1)
                .list("add-host", "Add a custom host-to-IP mapping (host:ip)")
                .list(
                        "attest",
                        "Attestation parameters: only those that switch them off are honoured")
                .list(
                        "allow",
                        "Allow extra privileged entitlement (network.host, security.insecure)")
                .list("build-arg", "Set build-time variables")
                .list("build-context", "Additional build contexts (name=directory or address)")
                .list(
                        "cache-from",
                        "External cache sources (an image, type=registry,ref=NAME or"
                                + " type=local,src=DIRECTORY)")
                .list(
                        "cache-to",
                        "Cache export destinations (type=local,dest=DIRECTORY,"
                                + " type=registry,ref=NAME or type=inline)")
                .string("cgroup-parent", "Set the parent cgroup for the \"RUN\" instructions")
                .bool("check", "Check the Dockerfile without building")
                .bool(
                        "compress",
                        "Compress the build context using gzip (it is not: the socket is local)")
                .integer("cpu-period", "Limit the CPU CFS (Completely Fair Scheduler) period")
                .integer("cpu-quota", "Limit the CPU CFS (Completely Fair Scheduler) quota")
                .integer('c', "cpu-shares", "CPU shares (relative weight)")
                .string("cpuset-cpus", "CPUs in which to allow execution (0-3, 0,1)")
                .string("cpuset-mems", "MEMs in which to allow execution (0-3, 0,1)")
                .bool("disable-content-trust", "Skip image verification")
                .bool(
                        "explain-context",
                        "Tell which files are sent, and which rule excludes others")
                .string('f', "file", "Name of the Dockerfile (Default is \"PATH/Dockerfile\")")
                .bool("force-rm", "Always remove intermediate containers")
                .string("iidfile", "Write the image ID to the file")
                .string("isolation", "Container isolation technology")
                .list("label", "Set metadata for an image")
                .bool("load", "The image is always loaded")
                .string('m', "memory", "Memory limit")
                .string(
                        "memory-swap",
                        "Swap limit equal to memory plus swap: -1 to enable unlimited swap")
                .string("metadata-file", "Write what came of the build to a file, as JSON")
                .string("network", "Set the networking mode for the RUN instructions during build")
                .bool("no-cache", "Do not use cache when building the image")
                .list("no-cache-filter", "Do not cache specified stages")
                .list(
                        'o',
                        "output",
                        "Output destination (type=local|tar|oci|docker|image|registry,dest=path)")
                .string("platform", "Set platform if server is multi-platform capable")
                .string(
                        "progress",
                        "Set type of progress output (auto, plain, tty, quiet, rawjson)")
                .string("provenance", "Shorthand for --attest=type=provenance; false is honoured")
                .bool("pull", "Always attempt to pull a newer version of the image")
                .bool("push", "Push the tags to their registries after the build")
                .bool('q', "quiet", "Suppress the build output and print image ID on success")
                .bool("rm", "Remove intermediate containers after a successful build")
                .string("sbom", "Shorthand for --attest=type=sbom; false is honoured")
                .list("secret", "Secret for RUN --mount (id=NAME[,src=FILE|,env=VARIABLE])")
                .list("security-opt", "Security options")
                .string("shm-size", "Size of \"/dev/shm\"")
                .bool("squash", "Squash newly built layers into a single new layer")
                .list(
                        "ssh",
                        "SSH agent socket or keys for RUN --mount=type=ssh"
                                + " (default|ID[=SOCKET|KEY[,KEY]])")
                .list('t', "tag", "Name and optionally a tag in the \"name:tag\" format")
                .string("target", "Set the target build stage to build.")
                .list("ulimit", "Ulimit options")
                .bool("why", "Tell for each step that is not cached which input has changed");
    }

    static Query query(String path, Arguments arguments, Map<String, String> environment) {
        var query =
                Query.of(path).with("version", 1).with("rm", arguments.flag("rm", true) ? 1 : 0);
        arguments.list("tag").forEach(tag -> query.with("t", tag));
        for (var stages : arguments.list("no-cache-filter")) {
            for (var stage : stages.split(",", -1)) query.with("caisson.nocachefilter", stage);
        }
        arguments.list("allow").forEach(allowed -> query.with("caisson.allow", allowed));
        flag(query, arguments, "force-rm", "forcerm");
        flag(query, arguments, "no-cache", "nocache");
        flag(query, arguments, "pull", "pull");
        flag(query, arguments, "quiet", "q");
        flag(query, arguments, "squash", "squash");
        flag(query, arguments, "why", "caisson.why");
        for (var name : List.of("target", "platform", "cpuset-cpus", "cpuset-mems")) {
            arguments.string(name).ifPresent(value -> query.with(name.replace("-", ""), value));
        }
        arguments.string("network").ifPresent(mode -> query.with("networkmode", mode));
        arguments.string("cgroup-parent").ifPresent(parent -> query.with("cgroupparent", parent));
        NUMBERS.forEach(
                (flag, name) ->
                        arguments.integer(flag).ifPresent(value -> query.with(name, value)));
        size(query, arguments, "memory", "memory");
        size(query, arguments, "memory-swap", "memswap");
        size(query, arguments, "shm-size", "shmsize");
        arguments.list("add-host").forEach(host -> query.with("extrahosts", host));
        json(query, "buildargs", values(arguments.list("build-arg"), environment));
        json(query, "labels", Pairs.of(arguments.list("label")));
        json(query, "securityopt", arguments.list("security-opt"));
        json(query, "ulimits", ResourceFlags.ulimits(arguments));
        return query;
    }

    private static void flag(Query query, Arguments arguments, String flag, String name) {
        query.withIf(arguments.flag(flag), name, 1);
    }

    private static void size(Query query, Arguments arguments, String flag, String name) {
        ResourceFlags.size(arguments, flag).ifPresent(bytes -> query.with(name, bytes));
    }

    static void json(Query query, String name, Object value) {
        boolean empty =
                value instanceof List<?> list ? list.isEmpty() : ((Map<?, ?>) value).isEmpty();
        if (!empty) query.with(name, new String(Json.write(value), StandardCharsets.UTF_8));
    }

    /// A name alone takes its value from the user's environment; without one there it is unset.
    private static Map<String, @Nullable Object> values(
            List<String> written, Map<String, String> environment) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (var one : written) {
            int equals = one.indexOf('=');
            var name = equals < 0 ? one : one.substring(0, equals);
            values.put(name, equals < 0 ? environment.get(name) : one.substring(equals + 1));
        }
        // As buildx: who sets it for all tools means builds as well.
        var epoch = environment.getOrDefault(EPOCH, "");
        if (!epoch.isEmpty()) values.putIfAbsent(EPOCH, epoch);
        return values;
    }
}
