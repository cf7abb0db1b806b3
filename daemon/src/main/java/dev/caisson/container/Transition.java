package dev.caisson.container;

import dev.caisson.container.ContainerState.Created;
import dev.caisson.container.ContainerState.Dead;
import dev.caisson.container.ContainerState.Exited;
import dev.caisson.container.ContainerState.Paused;
import dev.caisson.container.ContainerState.Removing;
import dev.caisson.container.ContainerState.Restarting;
import dev.caisson.container.ContainerState.Running;
import dev.caisson.fault.FaultCode;

/// What a command does to a container in each state: a table, as code.
final class Transition {
    private Transition() {}

    /// What to do about a command.
    sealed interface Decision {
        /// Carry it out.
        record Proceed() implements Decision {}

        /// Thaw first, then carry it out.
        record ThawFirst() implements Decision {}

        /// Give up the planned restart; nothing runs.
        record CancelRestart() implements Decision {}

        /// @param code takes the name and the id as its arguments, in the order of its text
        record Refuse(FaultCode code) implements Decision {}
    }

    private static final Decision PROCEED = new Decision.Proceed();
    private static final Decision THAW_FIRST = new Decision.ThawFirst();
    private static final Decision CANCEL_RESTART = new Decision.CancelRestart();

    static Decision onStart(ContainerState state) {
        return switch (state) {
            case Created _, Exited _, Restarting _ -> PROCEED;
            case Running _ -> refuse(FaultCode.CONTAINER_ALREADY_RUNNING);
            case Paused _ -> refuse(FaultCode.CONTAINER_START_PAUSED);
            case Removing _, Dead _ -> refuse(FaultCode.CONTAINER_MARKED_FOR_REMOVAL);
        };
    }

    static Decision onStop(ContainerState state) {
        return switch (state) {
            case Running _ -> PROCEED;
            case Paused _ -> THAW_FIRST;
            case Restarting _ -> CANCEL_RESTART;
            case Created _, Exited _, Removing _, Dead _ ->
                    refuse(FaultCode.CONTAINER_ALREADY_STOPPED);
        };
    }

    static Decision onKill(ContainerState state) {
        return switch (state) {
            case Running _, Paused _ -> PROCEED;
            case Restarting _ -> CANCEL_RESTART;
            case Created _, Exited _, Removing _, Dead _ ->
                    refuse(FaultCode.CONTAINER_KILL_NOT_RUNNING);
        };
    }

    static Decision onPause(ContainerState state) {
        return switch (state) {
            case Running _ -> PROCEED;
            case Paused _ -> refuse(FaultCode.CONTAINER_ALREADY_PAUSED);
            case Restarting _ -> refuse(FaultCode.CONTAINER_RESTARTING);
            case Created _, Exited _, Removing _, Dead _ -> refuse(FaultCode.CONTAINER_NOT_RUNNING);
        };
    }

    static Decision onUnpause(ContainerState state) {
        return switch (state) {
            case Paused _ -> PROCEED;
            case Running _ -> refuse(FaultCode.CONTAINER_NOT_PAUSED);
            case Created _, Exited _, Restarting _, Removing _, Dead _ ->
                    refuse(FaultCode.CONTAINER_NOT_RUNNING);
        };
    }

    static Decision onExec(ContainerState state) {
        return switch (state) {
            case Running _ -> PROCEED;
            case Paused _ -> refuse(FaultCode.CONTAINER_PAUSED);
            case Restarting _ -> refuse(FaultCode.CONTAINER_RESTARTING);
            case Created _, Exited _, Removing _, Dead _ -> refuse(FaultCode.CONTAINER_NOT_RUNNING);
        };
    }

    /// @param force kills it first when it runs
    static Decision onRemove(ContainerState state, boolean force) {
        return switch (state) {
            case Created _, Exited _, Dead _ -> PROCEED;
            case Restarting _ ->
                    force ? CANCEL_RESTART : refuse(FaultCode.CONTAINER_REMOVE_RUNNING);
            case Running _ -> force ? PROCEED : refuse(FaultCode.CONTAINER_REMOVE_RUNNING);
            case Paused _ -> force ? PROCEED : refuse(FaultCode.CONTAINER_REMOVE_PAUSED);
            case Removing _ -> refuse(FaultCode.CONTAINER_REMOVING);
        };
    }

    static Decision onRename(ContainerState state) {
        return switch (state) {
            case Created _, Running _, Paused _, Restarting _, Exited _ -> PROCEED;
            case Removing _ -> refuse(FaultCode.CONTAINER_REMOVING);
            case Dead _ -> refuse(FaultCode.CONTAINER_DEAD);
        };
    }

    /// Whether a process of it exists.
    static boolean runs(ContainerState state) {
        return switch (state) {
            case Running _, Paused _ -> true;
            case Created _, Restarting _, Exited _, Removing _, Dead _ -> false;
        };
    }

    /// Whether a process of it exists, or will without anybody asking for it.
    static boolean livesOn(ContainerState state) {
        return runs(state) || state instanceof Restarting;
    }

    private static Decision refuse(FaultCode code) {
        return new Decision.Refuse(code);
    }
}
