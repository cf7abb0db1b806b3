package dev.caisson.container;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.HealthCheck;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the health of one container is checked, defaults filled in. Source of the defaults: moby
/// daemon/health.go.
record HealthSettings(
        List<String> command,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries,
        OnFailure onFailure) {
    /// Says what is done to an unhealthy container: `none`, `kill`, `stop` or `restart`.
    static final String LABEL = "dev.caisson.health-on-failure";

    /// The label of a tool that restarts unhealthy containers; here the engine does it.
    private static final String AUTOHEAL = "autoheal";

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration START_INTERVAL = Duration.ofSeconds(5);
    private static final int RETRIES = 3;

    HealthSettings {
        command = List.copyOf(command);
    }

    /// What is done to a container that becomes unhealthy.
    enum OnFailure {
        NONE,
        /// Its restart policy then decides.
        KILL,
        STOP,
        RESTART
    }

    /// @return empty when nothing is to be checked
    static Optional<HealthSettings> of(ContainerSpec spec) {
        var check = spec.lifecycle().health();
        if (check == null || check.test().isEmpty()) return Optional.empty();
        var command = command(check, spec);
        if (command.isEmpty()) return Optional.empty();
        return Optional.of(
                new HealthSettings(
                        command,
                        orElse(check.interval(), INTERVAL),
                        orElse(check.timeout(), TIMEOUT),
                        check.startPeriod(),
                        orElse(check.startInterval(), START_INTERVAL),
                        check.retries() == 0 ? RETRIES : check.retries(),
                        onFailure(spec)));
    }

    /// @throws InvalidInput `LABEL_INVALID` when the label has another value
    static OnFailure onFailure(ContainerSpec spec) {
        var labels = spec.identity().labels();
        var written = labels.getOrDefault(LABEL, "");
        if (written.isEmpty()) {
            return labels.getOrDefault(AUTOHEAL, "").equals("true")
                    ? OnFailure.RESTART
                    : OnFailure.NONE;
        }
        return switch (written) {
            case "none" -> OnFailure.NONE;
            case "kill" -> OnFailure.KILL;
            case "stop" -> OnFailure.STOP;
            case "restart" -> OnFailure.RESTART;
            default ->
                    throw new InvalidInput(
                            FaultCode.LABEL_INVALID, LABEL, written, "none, kill, stop or restart");
        };
    }

    /// Whether failures do not count yet.
    boolean starting(HealthRecord record, Instant now) {
        return record.status() == HealthRecord.Status.STARTING
                && Duration.between(record.run(), now).compareTo(startPeriod) < 0;
    }

    /// The time to the next check.
    Duration pause(HealthRecord record, Instant now) {
        return starting(record, now) ? startInterval : interval;
    }

    private static List<String> command(HealthCheck check, ContainerSpec spec) {
        var rest = check.test().subList(1, check.test().size());
        return switch (check.test().getFirst()) {
            case "CMD" -> rest;
            case "CMD-SHELL" -> {
                var shell = spec.command().shell();
                var line =
                        new ArrayList<>(
                                shell == null || shell.isEmpty()
                                        ? List.of("/bin/sh", "-c")
                                        : shell);
                line.addAll(rest);
                yield line;
            }
            default -> List.of();
        };
    }

    private static Duration orElse(Duration asked, Duration standard) {
        return asked.isZero() ? standard : asked;
    }
}
