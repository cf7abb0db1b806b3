package dev.caisson.main;

import java.util.concurrent.CountDownLatch;

/// Waits for SIGTERM or SIGINT. The JVM ends when its shutdown hook has, so the hook does the work.
///
/// An end that was asked for is a success: the exit code is then 0, as dockerd's, and not the
/// 143 of a JVM.
final class EndingSignal {
    private final CountDownLatch never = new CountDownLatch(1);

    EndingSignal(Runnable work) {
        var hook = Thread.ofPlatform().name("ending").unstarted(() -> end(work));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void end(Runnable work) {
        int code = 1;
        try {
            work.run();
            code = 0;
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    /// Returns when the thread is interrupted; else the JVM ends under it.
    void await() throws InterruptedException {
        never.await();
    }
}
