package dev.caisson.stdio.driver;

import dev.caisson.fault.Fault;
import dev.caisson.stdio.ContainerLog;
import dev.caisson.stdio.LogMessage;
import dev.caisson.stdio.MessageReading;
import dev.caisson.stdio.MessageSink;
import dev.caisson.stdio.RunEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes the log of one container on to its driver's destination, run after run.
///
/// A virtual thread a run. It opens the destination, again and again while that fails, and pumps
/// messages from where the last one stopped. The place is written down when nothing is at hand, at
/// the latest every second, and when a file turned over: what a crash repeats is what was sent
/// since.
public final class LogForwarder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogForwarder.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /// Messages after which what was collected goes out.
    private static final int BATCH = 256;

    private static final long SAVE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// How long a removed container's last messages are tried.
    private static final Duration LAST_CHANCE = Duration.ofSeconds(10);

    private final LogDestinations destinations;
    private final Job job;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable MessageReading reading;
    private @Nullable Thread worker;
    private boolean closed;
    private long giveUpAt;
    private boolean told;

    /// What is to be done.
    ///
    /// @param placeFile where the place is kept
    /// @param jsonFile where `json-file` writes
    public record Job(
            ContainerLog log,
            LogDriverSettings settings,
            LogSubject subject,
            Path placeFile,
            Path jsonFile) {}

    public LogForwarder(LogDestinations destinations, Job job) {
        this.destinations = destinations;
        this.job = job;
    }

    /// Begins to pass on what is there and what comes until the end; after the run before it.
    public void begin(RunEnd end) {
        lock.lock();
        try {
            if (closed) return;
            var before = worker;
            worker =
                    Thread.ofVirtual()
                            .name("log-" + job.subject().id().shortForm())
                            .start(() -> work(before, end));
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything up to the end of the run was passed on.
    ///
    /// @return false when the time passed
    public boolean await(Duration longest) throws InterruptedException {
        Thread last;
        lock.lock();
        try {
            last = worker;
        } finally {
            lock.unlock();
        }
        return last == null || last.join(longest);
    }

    /// The container is gone: what cannot be delivered soon never will be.
    public void removed() {
        lock.lock();
        try {
            giveUpAt = System.nanoTime() + LAST_CHANCE.toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Stops, and writes the place down.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (reading != null) reading.close();
        } finally {
            lock.unlock();
        }
    }

    private void work(@Nullable Thread before, RunEnd end) {
        try {
            if (before != null) before.join();
            var wait = FIRST_WAIT;
            while (!attempt(end)) {
                if (!pause(wait)) return;
                var doubled = wait.multipliedBy(2);
                wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
            }
        } catch (InterruptedException interrupted) {
            LOG.debug("id={} forwarding was interrupted", job.subject().id().shortForm());
        } catch (Fault unreadable) {
            if (over() || giveUpAt != 0) return;
            LOG.error(
                    "id={} driver={} its log cannot be passed on any more: {}",
                    job.subject().id().shortForm(),
                    job.settings().driver(),
                    unreadable.text());
        }
    }

    /// @return false when it shall be tried again
    private boolean attempt(RunEnd end) throws InterruptedException {
        try {
            var place = ForwardPlace.read(job.placeFile()).orElse(null);
            var start = place == null ? null : place.start();
            try (var messages = job.log().messages(start, job.settings().lossless(), end)) {
                if (!hold(messages)) return true;
                var sink = new Passing(messages);
                try (var destination =
                        destinations.open(
                                job.settings(),
                                job.subject(),
                                job.jsonFile(),
                                place == null ? LogDestination.Mark.NONE : place.mark(),
                                sink::turned)) {
                    sink.destination = destination;
                    recovered();
                    var how = messages.pump(sink);
                    if (sink.failure != null) {
                        sink.save();
                        throw sink.failure;
                    }
                    sink.flush();
                    sink.save();
                    return switch (how) {
                        case COMPLETE, CLOSED -> true;
                        case RECEIVER_GONE -> false;
                    };
                }
            } finally {
                release();
            }
        } catch (IOException failure) {
            tell(failure);
            return false;
        }
    }

    private boolean hold(MessageReading messages) {
        lock.lock();
        try {
            reading = messages;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        lock.lock();
        try {
            reading = null;
        } finally {
            lock.unlock();
        }
    }

    /// @return false when there is no other attempt
    private boolean pause(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (left > 0 && !over()) left = changed.awaitNanos(left);
            return !over();
        } finally {
            lock.unlock();
        }
    }

    private boolean over() {
        return closed || giveUpAt != 0 && System.nanoTime() - giveUpAt > 0;
    }

    private void tell(IOException failure) {
        if (told) return;
        told = true;
        LOG.warn(
                "id={} name={} driver={} messages cannot be delivered, keeping them in the log and"
                        + " trying again: {}",
                job.subject().id().shortForm(),
                job.subject().name(),
                job.settings().driver(),
                String.valueOf(failure));
    }

    private void recovered() {
        if (!told) return;
        told = false;
        LOG.info(
                "id={} driver={} messages are delivered again",
                job.subject().id().shortForm(),
                job.settings().driver());
    }

    /// Counts and flushes what goes to the destination, and remembers the place.
    private final class Passing implements MessageSink {
        private final MessageReading messages;
        private @Nullable LogDestination destination;
        private @Nullable IOException failure;
        private @Nullable ForwardPlace delivered;
        private int sinceFlush;
        private long savedAt = System.nanoTime();

        Passing(MessageReading messages) {
            this.messages = messages;
        }

        private LogDestination open() {
            if (destination == null) throw new IllegalStateException("not open");
            return destination;
        }

        @Override
        public void message(LogMessage message) throws IOException, InterruptedException {
            try {
                if (++sinceFlush >= BATCH) flush();
                open().message(message);
            } catch (IOException gone) {
                failure = gone;
                throw gone;
            }
        }

        @Override
        public void flush() throws IOException, InterruptedException {
            try {
                open().flush();
                delivered = new ForwardPlace(messages.place(), open().mark());
                sinceFlush = 0;
                if (System.nanoTime() - savedAt > SAVE_AFTER_NANOS) save();
            } catch (IOException gone) {
                failure = gone;
                throw gone;
            }
        }

        @Override
        public void skipped(long bytes) throws IOException, InterruptedException {
            LOG.warn(
                    "id={} name={} driver={} bytes={} of output were overwritten before they could"
                            + " be delivered",
                    job.subject().id().shortForm(),
                    job.subject().name(),
                    job.settings().driver(),
                    bytes);
            try {
                open().skipped(bytes);
            } catch (IOException gone) {
                failure = gone;
                throw gone;
            }
        }

        private void turned() {
            try {
                delivered = new ForwardPlace(messages.place(), open().mark());
                save();
            } catch (IOException unwritten) {
                LOG.debug("place={} is not kept", job.placeFile(), unwritten);
            }
        }

        /// Writes down what was delivered for certain.
        private void save() throws IOException {
            if (delivered == null) return;
            delivered.write(job.placeFile());
            savedAt = System.nanoTime();
        }
    }
}
