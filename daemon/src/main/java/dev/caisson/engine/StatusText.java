package dev.caisson.engine;

import dev.caisson.container.plan.CommandLine;
import dev.caisson.container.view.ContainerView;
import dev.caisson.container.view.StateView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What `ps` says in its column STATUS. Source: moby container/state.go and docker/go-units.
final class StatusText {
    private StatusText() {}

    /// A container on demand is idle between its runs, and frozen where another is paused.
    static String of(ContainerView view, Instant now) {
        var state = view.state();
        if (!view.network().armed()) return of(state, now);
        if (!state.running()) return "Idle (on demand)";
        return state.status() == StateView.Status.PAUSED
                ? "Up " + since(state.startedAt(), now) + " (Frozen, on demand)"
                : of(state, now);
    }

    static String of(StateView state, Instant now) {
        return switch (state.status()) {
            case CREATED -> "Created";
            case RUNNING -> "Up " + since(state.startedAt(), now) + health(state);
            case PAUSED -> "Up " + since(state.startedAt(), now) + " (Paused)";
            case RESTARTING -> "Restarting (" + state.exitCode() + ") " + ago(state, now);
            case REMOVING -> "Removal In Progress";
            case EXITED -> "Exited (" + state.exitCode() + ") " + ago(state, now);
            case DEAD -> "Dead";
        };
    }

    static String command(ContainerView view) {
        return CommandLine.shown(view.spec().command());
    }

    private static String health(StateView state) {
        var health = state.health();
        if (health == null) return "";
        return health.status().equals("starting")
                ? " (health: starting)"
                : " (" + health.status() + ")";
    }

    private static String ago(StateView state, Instant now) {
        return since(state.finishedAt(), now) + " ago";
    }

    private static String since(@Nullable Instant start, Instant now) {
        return start == null ? "" : human(Duration.between(start, now));
    }

    static String human(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 1) return "Less than a second";
        if (seconds == 1) return "1 second";
        if (seconds < 60) return seconds + " seconds";
        long minutes = time.toMinutes();
        if (minutes == 1) return "About a minute";
        if (minutes < 60) return minutes + " minutes";
        long hours = (seconds + 1800) / 3600;
        if (hours == 1) return "About an hour";
        if (hours < 48) return hours + " hours";
        if (hours < 24 * 7 * 2) return hours / 24 + " days";
        if (hours < 24 * 30 * 2) return hours / 24 / 7 + " weeks";
        if (hours < 24 * 365 * 2) return hours / 24 / 30 + " months";
        return time.toHours() / 24 / 365 + " years";
    }
}
