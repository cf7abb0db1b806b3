package dev.caisson.container.request;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How it is stopped, restarted, removed, watched and logged.
///
/// @param stopSignal empty for the image's, else SIGTERM
/// @param stopTimeoutSeconds null for 10; -1 to wait for ever
/// @param health null for the image's
public record Lifecycle(
        RestartPolicy restart,
        boolean autoRemove,
        String stopSignal,
        @Nullable Integer stopTimeoutSeconds,
        @Nullable HealthCheck health,
        LogChoice log) {
    public static Lifecycle defaults() {
        return new Lifecycle(RestartPolicy.never(), false, "", null, null, LogChoice.defaults());
    }

    public Lifecycle with(LogChoice changed) {
        return new Lifecycle(restart, autoRemove, stopSignal, stopTimeoutSeconds, health, changed);
    }

    public Lifecycle with(RestartPolicy changed) {
        return new Lifecycle(changed, autoRemove, stopSignal, stopTimeoutSeconds, health, log);
    }

    /// @param driver empty for the daemon's default
    public record LogChoice(String driver, Map<String, String> options) {
        public LogChoice {
            options = Map.copyOf(options);
        }

        public static LogChoice defaults() {
            return new LogChoice("", Map.of());
        }
    }
}
