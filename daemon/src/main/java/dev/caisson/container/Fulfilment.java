package dev.caisson.container;

import dev.caisson.container.plan.Dependency;
import org.jspecify.annotations.Nullable;

/// How far a container is in being what another one depends on.
enum Fulfilment {
    DONE,
    /// It may come yet.
    OPEN,
    /// It does not come without another start.
    NEVER;

    /// @param armed whether it waits for its first connection, which starts it
    /// @param health null without a health check: such a one is as healthy as it will be
    static Fulfilment of(
            Dependency.Condition condition,
            ContainerState state,
            boolean armed,
            @Nullable HealthRecord health) {
        return switch (condition) {
            case STARTED -> started(state, armed);
            case HEALTHY -> armed ? DONE : healthy(state, health);
            case COMPLETED -> completed(state);
        };
    }

    private static Fulfilment started(ContainerState state, boolean armed) {
        if (armed || Transition.runs(state)) return DONE;
        return switch (state) {
            case ContainerState.Restarting _ -> DONE;
            case ContainerState.Exited(var last) -> last.started() == null ? NEVER : DONE;
            case ContainerState.Created(var failure) -> failure == null ? OPEN : NEVER;
            case ContainerState.Removing _, ContainerState.Dead _ -> NEVER;
            case ContainerState.Running _, ContainerState.Paused _ -> DONE;
        };
    }

    private static Fulfilment healthy(ContainerState state, @Nullable HealthRecord health) {
        return switch (state) {
            case ContainerState.Running running -> healthy(running, health);
            case ContainerState.Paused(var running) -> healthy(running, health);
            case ContainerState.Restarting _ -> OPEN;
            case ContainerState.Created(var failure) -> failure == null ? OPEN : NEVER;
            case ContainerState.Exited _, ContainerState.Removing _, ContainerState.Dead _ -> NEVER;
        };
    }

    /// What was found of an earlier run says nothing of this one.
    private static Fulfilment healthy(
            ContainerState.Running running, @Nullable HealthRecord health) {
        if (health == null) return DONE;
        if (!health.run().equals(running.since())) return OPEN;
        return switch (health.status()) {
            case STARTING -> OPEN;
            case HEALTHY -> DONE;
            case UNHEALTHY -> NEVER;
        };
    }

    private static Fulfilment completed(ContainerState state) {
        return switch (state) {
            case ContainerState.Exited(var last) -> ended(last);
            case ContainerState.Removing(var last) -> last == null ? NEVER : ended(last);
            case ContainerState.Created(var failure) -> failure == null ? OPEN : NEVER;
            case ContainerState.Dead _ -> NEVER;
            case ContainerState.Running _, ContainerState.Paused _, ContainerState.Restarting _ ->
                    OPEN;
        };
    }

    private static Fulfilment ended(RunOutcome last) {
        return last.exitCode() == 0 && last.started() != null ? DONE : NEVER;
    }
}
