package dev.caisson.build;

import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import java.util.List;

/// What came of a build.
public sealed interface BuildResult {
    /// An image.
    ///
    /// @param named the names it got
    record Built(Image image, List<ImageReference> named) implements BuildResult {
        public Built {
            named = List.copyOf(named);
        }
    }

    /// Files, which the client has.
    record Exported() implements BuildResult {}

    /// The command of a step ended with something else than 0.
    ///
    /// @param text all that is said
    /// @param command with its arguments
    record StepFailure(String text, int exitCode, List<String> command) implements BuildResult {
        public StepFailure {
            command = List.copyOf(command);
        }
    }
}
