package dev.caisson.net;

import dev.caisson.value.ContainerId;
import java.util.concurrent.CompletionStage;

/// Who makes containers run when somebody connects to a port that is kept for them. Nothing here
/// waits.
public interface OnDemand {
    /// Makes a container run; completes when it does. Callers at the same time cause one start.
    CompletionStage<Void> wake(ContainerId container);

    /// How many connections a container has now.
    void connected(ContainerId container, int count);
}
