package dev.caisson.cli.build;

import dev.caisson.cli.json.Json;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// What the daemon asks for, from the thread that reads its answer to the one that sends. The
/// daemon does not ask for much before it has got what it asked for.
final class AskedFiles {
    private final BlockingQueue<List<Long>> waiting = new LinkedBlockingQueue<>();

    /// Takes a line of the daemon's, when it asks for files.
    void take(Object part) {
        var wanted = Json.at(part, "wanted");
        if (wanted == null) return;
        waiting.add(Json.list(wanted).stream().map(AskedFiles::number).toList());
    }

    private static long number(@Nullable Object one) {
        return one instanceof Number number ? number.longValue() : -1;
    }

    /// The daemon asks for no more.
    void end() {
        waiting.add(List.of());
    }

    /// Numbers of files; empty when there are no more; null when nothing was asked yet.
    @Nullable List<Long> poll() {
        return waiting.poll();
    }

    /// The same, which waits for the daemon to ask.
    List<Long> await() throws InterruptedException {
        return waiting.take();
    }
}
