package dev.caisson.main;

import dev.caisson.spec.ExitEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stands in for the container room until that exists: what ended before is found by its records.
final class EventReceiver implements Consumer<ExitEvent> {
    private volatile @Nullable Consumer<ExitEvent> target;

    void goTo(Consumer<ExitEvent> receiver) {
        target = receiver;
    }

    @Override
    public void accept(ExitEvent event) {
        var now = target;
        if (now != null) now.accept(event);
    }
}
