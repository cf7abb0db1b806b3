package dev.caisson.image.registry;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/// Transfers that go on beside each other, each on a virtual thread.
public final class AtOnce {
    private AtOnce() {}

    /// Carries out all of them and waits for their end. The first failure interrupts the others.
    ///
    /// @throws Fault of the first that failed
    /// @throws InterruptedException when this thread or one of the transfers was interrupted
    public static void run(Collection<? extends Callable<Boolean>> transfers)
            throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ExecutorCompletionService<Boolean>(threads);
            try {
                transfers.forEach(running::submit);
                for (int i = 0; i < transfers.size(); i++) running.take().get();
            } catch (ExecutionException failed) {
                threads.shutdownNow();
                switch (Objects.requireNonNull(failed.getCause())) {
                    case Fault fault -> throw fault;
                    case InterruptedException stopped -> throw stopped;
                    case Throwable bug -> throw new Internal(bug, FaultCode.UNEXPECTED, bug);
                }
            } catch (InterruptedException stopped) {
                threads.shutdownNow();
                throw stopped;
            }
        }
    }
}
