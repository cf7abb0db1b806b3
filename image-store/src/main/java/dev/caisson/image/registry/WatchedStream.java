package dev.caisson.image.registry;

import dev.caisson.value.PieceFilter;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A response's body that is cut when it stands still: when a window of time passes in which it
/// was read from and brought less than it must.
final class WatchedStream extends PieceFilter {
    private final Scheduler scheduler;
    private final RetryRules rules;
    private final Object state = new Object();
    private Scheduler.Task watch;
    private long received;
    private long seen;
    private boolean isReading;
    private boolean isCut;
    private boolean isClosed;

    WatchedStream(InputStream body, Scheduler scheduler, RetryRules rules) {
        super(body);
        this.scheduler = scheduler;
        this.rules = rules;
        this.watch = scheduler.after(rules.window(), this::look);
    }

    private void look() {
        boolean cut;
        synchronized (state) {
            if (isClosed) return;
            // Nobody waiting for it is no fault of the sender.
            cut = isReading && received - seen < rules.windowBytes();
            seen = received;
            isCut = cut;
            if (!cut) watch = scheduler.after(rules.window(), this::look);
        }
        try {
            if (cut) super.close();
        } catch (IOException closing) {
            // The reader is told why it ends.
        }
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        synchronized (state) {
            isReading = true;
        }
        int count;
        try {
            count = in.read(buffer, from, length);
        } catch (IOException broken) {
            throw isCut() ? stalled(broken) : broken;
        }
        synchronized (state) {
            isReading = false;
            if (count > 0) received += count;
        }
        if (count < 0 && isCut()) throw stalled(null);
        return count;
    }

    private boolean isCut() {
        synchronized (state) {
            return isCut;
        }
    }

    private IOException stalled(@Nullable IOException cause) {
        return new IOException(
                "the registry sent less than "
                        + rules.windowBytes()
                        + " bytes in "
                        + rules.window().toMillis()
                        + " ms",
                cause);
    }

    @Override
    public void close() throws IOException {
        synchronized (state) {
            isClosed = true;
            watch.cancel();
        }
        super.close();
    }
}
