package dev.caisson.container;

import dev.caisson.container.ContainerState.Created;
import dev.caisson.container.ContainerState.Dead;
import dev.caisson.container.ContainerState.Exited;
import dev.caisson.container.ContainerState.Paused;
import dev.caisson.container.ContainerState.Removing;
import dev.caisson.container.ContainerState.Restarting;
import dev.caisson.container.ContainerState.Running;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The file `state.json`. A container without one was created and nothing else.
///
/// @param version of the format, [#VERSION]
/// @param running the run, of a running or paused container
/// @param last the last run's end, of any other that ran
/// @param failure of a container that was only created
record StoredState(
        int version,
        Status status,
        @Nullable Running running,
        @Nullable RunOutcome last,
        @Nullable StartError failure,
        Snapshot.History history) {
    static final int VERSION = 1;

    enum Status {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        EXITED,
        REMOVING,
        DEAD
    }

    static StoredState of(ContainerState state, Snapshot.History history) {
        return switch (state) {
            case Created(var failure) -> stored(Status.CREATED, null, null, failure, history);
            case Running running -> stored(Status.RUNNING, running, null, null, history);
            case Paused(var running) -> stored(Status.PAUSED, running, null, null, history);
            case Restarting(var last) -> stored(Status.RESTARTING, null, last, null, history);
            case Exited(var last) -> stored(Status.EXITED, null, last, null, history);
            case Removing(var last) -> stored(Status.REMOVING, null, last, null, history);
            case Dead(var last) -> stored(Status.DEAD, null, last, null, history);
        };
    }

    ContainerState state() {
        return switch (status) {
            case CREATED -> new Created(failure);
            case RUNNING -> Objects.requireNonNull(running);
            case PAUSED -> new Paused(Objects.requireNonNull(running));
            case RESTARTING -> new Restarting(Objects.requireNonNull(last));
            case EXITED -> new Exited(Objects.requireNonNull(last));
            case REMOVING -> new Removing(last);
            case DEAD -> new Dead(last);
        };
    }

    private static StoredState stored(
            Status status,
            @Nullable Running running,
            @Nullable RunOutcome last,
            @Nullable StartError failure,
            Snapshot.History history) {
        return new StoredState(VERSION, status, running, last, failure, history);
    }
}
