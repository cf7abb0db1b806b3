package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import java.util.LinkedHashMap;
import java.util.List;

/// The health check.
final class HealthFlags implements RequestPart {
    /// The API has no field for it, so it is a label.
    static final String ON_FAILURE = "dev.caisson.health-on-failure";

    @Override
    public void declare(Syntax syntax) {
        syntax.string("health-cmd", "Command to run to check health")
                .string("health-interval", "Time between running the check (ms|s|m|h) (default 0s)")
                .string(
                        "health-timeout",
                        "Maximum time to allow one check to run (ms|s|m|h) (default 0s)")
                .string(
                        "health-start-period",
                        "Start period for the container to initialize before starting health-retries countdown (ms|s|m|h) (default 0s)")
                .string(
                        "health-start-interval",
                        "Time between running the check during the start period (ms|s|m|h) (default 0s)")
                .integer("health-retries", "Consecutive failures needed to report unhealthy")
                .string(
                        "health-on-failure",
                        "Action for an unhealthy container (none|kill|stop|restart)")
                .bool("no-healthcheck", "Disable any container-specified HEALTHCHECK");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) {
        var check = new LinkedHashMap<String, Object>();
        arguments
                .string("health-cmd")
                .ifPresent(command -> check.put("Test", List.of("CMD-SHELL", command)));
        arguments.integer("health-retries").ifPresent(retries -> check.put("Retries", retries));
        for (var flag : List.of("interval", "timeout", "start-period", "start-interval")) {
            arguments
                    .string("health-" + flag)
                    .ifPresent(
                            value ->
                                    check.put(
                                            field(flag),
                                            Sizes.duration("--health-" + flag, value).toNanos()));
        }
        if (arguments.flag("no-healthcheck")) {
            if (!check.isEmpty())
                throw new UsageError("--no-healthcheck conflicts with --health-* options");
            check.put("Test", List.of("NONE"));
        }
        if (!check.isEmpty()) request.config("Healthcheck", check);
    }

    private static String field(String flag) {
        return switch (flag) {
            case "interval" -> "Interval";
            case "timeout" -> "Timeout";
            case "start-period" -> "StartPeriod";
            default -> "StartInterval";
        };
    }
}
