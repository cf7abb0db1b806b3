package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import java.util.Map;

/// How the container ends, comes back and is logged.
final class LifecycleFlags implements RequestPart {
    @Override
    public void declare(Syntax syntax) {
        syntax.bool(
                        "rm",
                        "Automatically remove the container and its associated anonymous volumes"
                                + " when it exits")
                .string("restart", "Restart policy to apply when a container exits")
                .string("stop-signal", "Signal to stop the container")
                .integer("stop-timeout", "Timeout (in seconds) to stop a container")
                .bool(
                        "init",
                        "Run an init inside the container that forwards signals and reaps"
                                + " processes")
                .list(
                        "depends-on",
                        "Start after another container: NAME[:started|healthy|completed]")
                .string("log-driver", "Logging driver for the container")
                .list("log-opt", "Log driver options")
                .string("runtime", "Runtime to use for this container");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) {
        if (arguments.has("rm")) request.host("AutoRemove", arguments.flag("rm"));
        arguments
                .string("restart")
                .ifPresent(policy -> request.host("RestartPolicy", restart(policy)));
        if (arguments.flag("rm")
                && arguments.has("restart")
                && !arguments.string("restart").orElse("").equals("no")) {
            throw new UsageError("conflicting options: cannot specify both --restart and --rm");
        }
        arguments.string("stop-signal").ifPresent(signal -> request.config("StopSignal", signal));
        arguments
                .integer("stop-timeout")
                .ifPresent(seconds -> request.config("StopTimeout", seconds));
        if (arguments.has("init")) request.host("Init", arguments.flag("init"));
        if (arguments.has("log-driver") || arguments.has("log-opt")) {
            request.host(
                    "LogConfig",
                    Map.of(
                            "Type",
                            arguments.string("log-driver").orElse(""),
                            "Config",
                            Pairs.of(arguments.list("log-opt"))));
        }
        arguments.string("runtime").ifPresent(runtime -> request.host("Runtime", runtime));
    }

    static Map<String, Object> restart(String policy) {
        int colon = policy.indexOf(':');
        if (colon < 0) return Map.of("Name", policy, "MaximumRetryCount", 0);
        try {
            return Map.of(
                    "Name",
                    policy.substring(0, colon),
                    "MaximumRetryCount",
                    Integer.parseInt(policy.substring(colon + 1)));
        } catch (NumberFormatException unreadable) {
            throw new UsageError(
                    "invalid restart policy format: maximum retry count must be an integer");
        }
    }
}
