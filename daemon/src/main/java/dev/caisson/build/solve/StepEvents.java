package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import java.util.List;

/// Tells of one step.
///
/// @param again whether it is done also when it is in the cache
record StepEvents(int number, boolean again, BuildEvent.Listener listener) {
    void cached() {
        listener.on(new BuildEvent.Cached(number));
    }

    void missed(List<String> reasons) {
        listener.on(new BuildEvent.Missed(number, reasons));
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
