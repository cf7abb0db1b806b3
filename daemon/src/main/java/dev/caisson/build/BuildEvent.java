package dev.caisson.build;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens in a build, in the order of the Dockerfile.
public sealed interface BuildEvent {
    /// What will be done, before anything is.
    record Planned(List<Step> steps) implements BuildEvent {
        public Planned {
            steps = List.copyOf(steps);
        }
    }

    /// An instruction that will be carried out.
    ///
    /// @param number from 1
    /// @param text the instruction
    /// @param first line of it, and `last`
    /// @param layer whether it makes files, as RUN does and ENV does not; so does FROM
    record Step(int number, Stage stage, String text, int first, int last, boolean layer) {}

    /// What is allowed in the Dockerfile but unwise.
    ///
    /// @param rule `MaintainerDeprecated`
    /// @param description what the rule says of every such place
    /// @param first line, and `last`
    record Warned(String rule, String description, String message, int first, int last)
            implements BuildEvent {}

    /// The Dockerfile was read.
    @SuppressWarnings("ArrayRecordComponent") // nobody changes it
    record Read(String name, byte[] text) implements BuildEvent {}

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

    /// Its command ended with something else than 0, and so the build failed.
    record CommandFailed(int number, BuildResult.StepFailure failure) implements BuildEvent {}

    /// It failed otherwise, and so does the build.
    record Failed(int number, String why) implements BuildEvent {}

    /// It is done.
    ///
    /// @param imageId of what there is now
    record Done(int number, String imageId) implements BuildEvent {}

    /// Something to tell.
    record Note(String text) implements BuildEvent {}

    /// Something is done with a cache that is elsewhere. It is told twice, or only at its end.
    ///
    /// @param title what is done
    /// @param ended whether it is over
    /// @param problem why it could not be done, and the build goes on without; empty for none
    record Caching(String title, boolean ended, String problem) implements BuildEvent {}

    /// A base image is pulled.
    ///
    /// @param image its name
    /// @param id of a part; null for the whole
    record Pulling(String image, @Nullable String id, String status, long current, long total)
            implements BuildEvent {}

    /// Hears of a build, by one thread at a time. May block, which holds the build back.
    @FunctionalInterface
    interface Listener {
        void on(BuildEvent event);

        /// Whether stages that are solved at the same time are told of one after the other.
        default boolean wantsOrder() {
            return true;
        }
    }
}
