package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bodies of what `update` sends: limits and the restart policy, and published ports.
public final class UpdateRequest {
    private UpdateRequest() {}

    public static Syntax declare(Syntax syntax) {
        for (var flag :
                List.of(
                        "memory-swap",
                        "memory-reservation",
                        "cpus",
                        "cpuset-cpus",
                        "cpuset-mems")) {
            syntax.string(flag, "As with run");
        }
        for (var flag :
                List.of(
                        "cpu-period",
                        "cpu-quota",
                        "cpu-rt-period",
                        "cpu-rt-runtime",
                        "pids-limit",
                        "blkio-weight")) {
            syntax.integer(flag, "As with run");
        }
        return syntax.string('m', "memory", "Memory limit")
                .integer('c', "cpu-shares", "CPU shares (relative weight)")
                .string("restart", "Restart policy to apply when a container exits")
                .list("publish-add", "Publish a port, also while the container runs")
                .list("publish-rm", "No longer publish a port of the host, also while it runs");
    }

    /// The body of `POST /containers/NAME/update`; empty when nothing of it is to change.
    public static Map<String, @Nullable Object> of(Arguments arguments) {
        var body = new LinkedHashMap<String, @Nullable Object>(ResourceFlags.limits(arguments));
        arguments.integer("blkio-weight").ifPresent(weight -> body.put("BlkioWeight", weight));
        arguments
                .string("restart")
                .ifPresent(policy -> body.put("RestartPolicy", LifecycleFlags.restart(policy)));
        return body;
    }

    /// The body of `POST /containers/NAME/ports`; empty when no port is to change.
    public static Map<String, @Nullable Object> ports(Arguments arguments) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        if (arguments.has("publish-add")) {
            body.put("PublishAdd", PortFlags.bindings(arguments.list("publish-add")));
        }
        if (arguments.has("publish-rm")) body.put("PublishRemove", arguments.list("publish-rm"));
        return body;
    }
}
