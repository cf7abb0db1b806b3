package dev.caisson.stdio;

import dev.caisson.spec.LogLayout;
import dev.caisson.sys.Inotify;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Bytes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/// The room over the real kernel, with a small log.
final class StreamsFixture implements AutoCloseable {
    static final LogLayout SMALL = new LogLayout(3, new Bytes(64 * 1024));

    final Syscalls syscalls = Syscalls.real();
    final Poller poller = new Poller(syscalls, "caisson-test-poller");
    final Inotify inotify = new Inotify(syscalls, poller);
    final Streams streams = new Streams(syscalls, poller, inotify, InstantSource.system());

    ContainerLog log(Path directory) {
        return streams.log(directory, SMALL);
    }

    /// Pumps on a virtual thread.
    static CompletableFuture<OutputReading.End> pump(OutputReading reading, OutputSink sink) {
        var done = new CompletableFuture<OutputReading.End>();
        var _ =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        done.complete(reading.pump(sink));
                                    } catch (InterruptedException | RuntimeException failure) {
                                        done.completeExceptionally(failure);
                                    }
                                });
        return done;
    }

    @Override
    public void close() {
        inotify.close();
        poller.close();
    }
}
