package dev.caisson.container;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commands for one owner, carried out one at a time in the order they came, on a virtual thread
/// that exists only while there are any.
final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final String name;
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /// @param name of the thread
    Mailbox(String name) {
        this.name = name;
    }

    /// @return completes with the command's result or what it threw
    <T> CompletableFuture<T> submit(Callable<T> command) {
        var answer = new CompletableFuture<T>();
        commands.add(
                () -> {
                    try {
                        answer.complete(command.call());
                    } catch (Throwable failure) {
                        answer.completeExceptionally(failure);
                    }
                });
        if (waiting.getAndIncrement() == 0) Thread.ofVirtual().name(name).start(this::drain);
        return answer;
    }

    /// @return completes when the command is done, with what it threw
    CompletableFuture<Void> run(Runnable command) {
        return submit(
                () -> {
                    command.run();
                    return null;
                });
    }

    /// Carries out what happens by itself.
    void happening(Runnable command) {
        report(run(command));
    }

    /// What happens by itself has nobody to tell of a failure but the log.
    void report(CompletableFuture<?> happening) {
        var _ =
                happening.whenComplete(
                        (_, failure) -> {
                            if (failure != null) {
                                LOG.error(
                                        "{} could not be looked after; inspect it and restart it",
                                        name,
                                        failure);
                            }
                        });
    }

    private void drain() {
        do {
            var next = commands.poll();
            if (next != null) next.run();
        } while (waiting.decrementAndGet() > 0);
    }
}
