package dev.caisson.front.docker;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildResult;
import dev.caisson.wire.ProgressMessage;
import java.util.List;

/// In which words a build is told to its client: lines of the answer, as records to be written.
interface BuildStory {
    /// Whether steps that run at the same time are told one after the other.
    boolean wantsOrder();

    List<?> of(BuildEvent event) throws InterruptedException;

    /// Lines that were not told, for a build that fails.
    List<?> kept();

    /// There is an image.
    List<?> end(BuildResult.Built built) throws InterruptedException;

    /// A command failed.
    ProgressMessage failed(BuildResult.StepFailure failure);

    /// The last line of a build that failed.
    ///
    /// @param code of the command; 0 when it was none
    static ProgressMessage error(int code, String text) {
        return new ProgressMessage(
                null, null, null, null, new ProgressMessage.ErrorDetail(code, text), text, null);
    }
}
