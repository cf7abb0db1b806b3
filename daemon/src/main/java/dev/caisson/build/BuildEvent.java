package dev.caisson.build;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens in a build, in the order of the Dockerfile.
public sealed interface BuildEvent {
    /// An instruction begins.
    ///
    /// @param number from 1
    /// @param total of all stages that are needed
    /// @param text the instruction
    record Begun(int number, int total, Stage stage, String text) implements BuildEvent {}

    /// @param name empty when it has none
    record Stage(int number, String name) {}

    /// What it makes was made before.
    record Cached(int number) implements BuildEvent {}

    /// It is not in the cache, and this is why.
    record Missed(int number, List<String> reasons) implements BuildEvent {
        public Missed {
            reasons = List.copyOf(reasons);
        }
    }

    /// Its command runs in a container.
    record Running(int number, String containerId) implements BuildEvent {}

    /// The container of its command is gone.
    record Removed(int number, String containerId) implements BuildEvent {}

    /// A part of what the command wrote.
    ///
    /// @param error to standard error
    @SuppressWarnings("ArrayRecordComponent") // made for one listener, nobody keeps it
    record Output(int number, boolean error, byte[] bytes) implements BuildEvent {}

    /// It is done.
    ///
    /// @param imageId of what there is now
    record Done(int number, String imageId) implements BuildEvent {}

    /// Something to tell.
    record Note(String text) implements BuildEvent {}

    /// A base image is pulled.
    ///
    /// @param id of a part; null for the whole
    record Pulling(@Nullable String id, String status, long current, long total)
            implements BuildEvent {}

    /// Hears of a build, by one thread at a time. May block, which holds the build back.
    @FunctionalInterface
    interface Listener {
        void on(BuildEvent event);
    }
}
