package dev.caisson.net.ports;

import dev.caisson.sys.Poller;
import dev.caisson.sys.Syscalls;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// One thread that passes streams on, and what belongs to it.
final class RelayLoop implements AutoCloseable {
    private final Syscalls syscalls;
    private final Poller poller;
    private final PipePool pipes;
    private final Set<RelayedStream> streams = new HashSet<>();
    private final Set<Leading> leading = new HashSet<>();

    RelayLoop(Syscalls syscalls, String name) {
        this.syscalls = syscalls;
        poller = new Poller(syscalls, name);
        pipes = new PipePool(syscalls);
    }

    Syscalls syscalls() {
        return syscalls;
    }

    Poller poller() {
        return poller;
    }

    PipePool pipes() {
        return pipes;
    }

    void add(RelayedStream stream) {
        streams.add(stream);
    }

    void remove(RelayedStream stream) {
        streams.remove(stream);
    }

    void add(Leading client) {
        leading.add(client);
    }

    void remove(Leading client) {
        leading.remove(client);
    }

    /// Runs something on the loop's thread and waits for it.
    void await(Runnable task) {
        var done = new CompletableFuture<Void>();
        poller.execute(
                () -> {
                    try {
                        task.run();
                    } finally {
                        done.complete(null);
                    }
                });
        done.join();
    }

    /// The container at an address is there no more.
    void leave(InetAddress address) {
        each(stream -> stream.leave(address));
    }

    private void each(Consumer<RelayedStream> action) {
        List.copyOf(streams).forEach(action);
    }

    /// Ends every connection.
    @Override
    public void close() {
        await(
                () -> {
                    List.copyOf(leading).forEach(Leading::refuse);
                    each(stream -> stream.finish(false));
                    pipes.close();
                });
        poller.close();
    }
}
