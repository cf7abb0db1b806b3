package dev.caisson.main;

import java.util.concurrent.CountDownLatch;

/// Waits for SIGTERM or SIGINT. The JVM ends when its shutdown hook has, so the hook does the work.
final class EndingSignal {
    private final CountDownLatch never = new CountDownLatch(1);

    EndingSignal(Runnable work) {
        var hook = Thread.ofPlatform().name("ending").unstarted(work);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Returns when the thread is interrupted; else the JVM ends under it.
    void await() throws InterruptedException {
        never.await();
    }
}
