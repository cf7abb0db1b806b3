package dev.caisson.container;

import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A container at one moment: what its actor last published.
public record Snapshot(
        Definition definition, ContainerName name, ContainerState state, History history) {
    /// What is remembered of earlier runs.
    ///
    /// @param restarts how often its policy started it again
    /// @param stoppedByUser true when a user stopped it and nobody has started it since
    /// @param runs the last ones that ended, the newest first
    /// @param armed whether its ports are kept for it while it does not run; null for not
    public record History(
            int restarts, boolean stoppedByUser, List<PastRun> runs, @Nullable Boolean armed) {
        private static final int KEPT = 20;
        static final History NEW = new History(0, false);

        public History {
            // JSON of an earlier engine has none
            runs = Objects.requireNonNullElse(runs, List.<PastRun>of());
            runs = List.copyOf(runs);
        }

        History(int restarts, boolean stoppedByUser) {
            this(restarts, stoppedByUser, List.of(), null);
        }

        /// A user starts it.
        History begunAnew() {
            return new History(0, false, runs, armed);
        }

        /// The engine starts it again.
        ///
        /// @param counted by its policy, not because the daemon or the host was restarted
        History startedAgain(boolean counted) {
            return new History(counted ? restarts + 1 : restarts, false, runs, armed);
        }

        /// Its ports are kept for it from now on.
        History armedNow() {
            return new History(0, false, runs, true);
        }

        boolean isArmed() {
            return armed != null && armed;
        }

        History stopped() {
            return new History(restarts, true, runs, null);
        }

        History with(PastRun ended) {
            var all = new ArrayList<PastRun>(KEPT);
            all.add(ended);
            all.addAll(runs.subList(0, Math.min(runs.size(), KEPT - 1)));
            return new History(restarts, stoppedByUser, all, armed);
        }
    }

    public ContainerId id() {
        return definition.id();
    }

    Snapshot with(ContainerState changed) {
        return new Snapshot(definition, name, changed, history);
    }

    Snapshot with(ContainerName changed) {
        return new Snapshot(definition, changed, state, history);
    }

    Snapshot with(History changed) {
        return new Snapshot(definition, name, state, changed);
    }

    Snapshot with(Definition changed) {
        return new Snapshot(changed, name, state, history);
    }
}
