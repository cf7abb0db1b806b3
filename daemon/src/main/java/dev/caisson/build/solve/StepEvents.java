package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import java.util.List;

/// Tells of one step.
///
/// @param stage its number
/// @param again whether it is done also when it is in the cache
record StepEvents(int number, int stage, boolean again, BuildEvent.Listener listener) {
    void cached() {
        listener.on(new BuildEvent.Cached(number));
    }

    void missed(List<String> reasons) {
        listener.on(new BuildEvent.Missed(number, reasons));
    }

    /// What a cache has for the step cannot be used.
    void unusable(String source, String why) {
        listener.on(new BuildEvent.Caching("importing a layer from " + source, true, why));
    }

    void running(String containerId) {
        listener.on(new BuildEvent.Running(number, containerId));
    }

    void removed(String containerId) {
        listener.on(new BuildEvent.Removed(number, containerId));
    }

    void output(boolean error, byte[] bytes) {
        listener.on(new BuildEvent.Output(number, error, bytes));
    }

    void note(String text) {
        listener.on(new BuildEvent.Note(text));
    }
}
