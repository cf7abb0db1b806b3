package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Readers beside a writer: inotify and flock are the kernel's.
@Tag("kernel")
@Timeout(300)
class LogFollowIT {
    private static final StreamKind OUT = StreamKind.STDOUT;
    private static final ContainerLog.StreamRequest FROM_NOW =
            new ContainerLog.StreamRequest(EnumSet.allOf(StreamKind.class), false);
    private static final ContainerLog.StreamRequest ALL =
            new ContainerLog.StreamRequest(EnumSet.allOf(StreamKind.class), true);

    @TempDir Path directory;

    private final StreamsFixture fixture = new StreamsFixture();
    private final CollectingSink sink = new CollectingSink();
    private final RunEnd end = new RunEnd();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_follower_waits_for_the_first_output_and_ends_with_the_run() throws Exception {
        var done = StreamsFixture.pump(log().follow(LogQuery.everything(), end), sink);

        try (var writer = writer()) {
            writer.frame(OUT, 1, "one\n");
            await().until(() -> sink.calls().equals(List.of("1:one\n")));
            writer.frame(OUT, 2, "two\nrest");
            end.reached();
        }

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(sink.calls()).containsExactly("1:one\n", "1:two\n", "1:rest");
    }

    @Test
    void several_followers_each_get_everything() throws Exception {
        var other = new CollectingSink();
        var first = StreamsFixture.pump(log().stream(FROM_NOW, end), sink);
        var second = StreamsFixture.pump(log().stream(FROM_NOW, end), other);

        try (var writer = writer()) {
            for (int i = 0; i < 200; i++) {
                writer.frame(OUT, i, "x" + i);
                int count = i + 1;
                await().until(() -> sink.calls().size() == count && other.calls().size() == count);
            }
        }
        end.reached();

        assertThat(first.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(second.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(other.calls()).isEqualTo(sink.calls());
    }

    @Test
    void a_frame_written_in_two_halves_is_delivered_when_it_is_whole() throws Exception {
        var done = StreamsFixture.pump(log().stream(FROM_NOW, end), sink);
        var frame = ByteBuffer.allocate(140).order(ByteOrder.nativeOrder());
        SegmentWriter.put(
                OUT, Instant.EPOCH, "y".repeat(100).getBytes(StandardCharsets.UTF_8), frame);

        try (var writer = writer()) {
            writer.frame(OUT, 1, "x");
            writer.raw(Arrays.copyOf(frame.array(), 77));
            await().until(() -> sink.calls().size() == 1);
            writer.raw(Arrays.copyOfRange(frame.array(), 77, 140));
            end.reached();
        }

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(sink.calls()).containsExactly("1:x", "1:" + "y".repeat(100));
    }

    @Test
    void a_follower_goes_on_with_the_next_holder_of_the_container() throws Exception {
        writer().frame(OUT, 1, "first run\n").close();
        var done = StreamsFixture.pump(log().follow(LogQuery.everything(), end), sink);

        writer().frame(OUT, 2, "second run\n").close();
        end.reached();

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(sink.calls()).containsExactly("1:first run\n", "1:second run\n");
    }

    @Test
    void waiting_ends_at_the_time_asked_for() throws Exception {
        var soon = Instant.now().plusMillis(100);
        var query = LogQuery.everything().between(null, soon);

        var done = StreamsFixture.pump(log().follow(query, end), sink);

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(Instant.now()).isAfterOrEqualTo(soon);
    }

    @Test
    void closing_ends_a_waiting_reader_and_leaves_the_container_s_log_alone() throws Exception {
        var reading = log().foreground(FROM_NOW, end);
        var done = StreamsFixture.pump(reading, sink);
        writer().frame(OUT, 1, "x").close();
        await().until(() -> sink.calls().size() == 1);
        assertThat(isHeld(0)).isTrue();

        reading.close();

        assertThat(done.get()).isEqualTo(OutputReading.End.CLOSED);
        assertThat(isHeld(0)).isFalse();
    }

    @Test
    void a_reading_closed_before_it_was_pumped_holds_nothing() throws Exception {
        var reading = log().foreground(FROM_NOW, end);
        assertThat(isHeld(2)).isTrue();

        reading.close();

        assertThat(isHeld(2)).isFalse();
        assertThat(reading.pump(sink)).isEqualTo(OutputReading.End.CLOSED);
    }

    @Test
    void a_stalled_foreground_reader_stops_the_writer_and_loses_nothing() throws Exception {
        var gate = new Gate();
        var done = StreamsFixture.pump(log().foreground(FROM_NOW, end), gate);

        var written = write(100);
        gate.entered.await();

        // 3 segments of 64 KiB: the writer fills all but the held one, and stops.
        await().during(Duration.ofMillis(200)).until(() -> !written.isDone());
        gate.open.countDown();
        written.get();
        end.reached();
        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(gate.frames).hasValue(100);
        assertThat(gate.skipped).hasValue(0);
    }

    @Test
    void a_dead_foreground_reader_releases_the_writer() throws Exception {
        var dying =
                new OutputSink() {
                    @Override
                    public void write(StreamKind stream, ByteBuffer bytes) throws IOException {
                        throw new IOException("connection reset");
                    }
                };
        var done = StreamsFixture.pump(log().foreground(FROM_NOW, end), dying);

        var written = write(100);

        assertThat(done.get()).isEqualTo(OutputReading.End.RECEIVER_GONE);
        written.get();
    }

    @Test
    void a_stalled_follower_stops_nobody_and_is_told_what_it_missed() throws Exception {
        var gate = new Gate();
        var reading = log().stream(FROM_NOW, end);
        var done = StreamsFixture.pump(reading, gate);
        write(1).get();
        gate.entered.await();

        write(1000).get();
        end.reached();
        gate.open.countDown();

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(gate.skipped.get()).isPositive();
        assertThat(gate.frames.get() * (8192L + FrameFormat.OVERHEAD) + gate.skipped.get())
                .isEqualTo(1001 * (8192L + FrameFormat.OVERHEAD));
    }

    @Test
    void the_heap_does_not_grow_with_what_stalled_followers_miss() throws Exception {
        var gates = new ArrayList<Gate>();
        var done = new ArrayList<CompletableFuture<OutputReading.End>>();
        for (int i = 0; i < 20; i++) {
            gates.add(new Gate());
            done.add(StreamsFixture.pump(log().stream(FROM_NOW, end), gates.getLast()));
        }
        write(1).get();
        for (var gate : gates) gate.entered.await();
        long before = usedHeap();

        write(12_000).get();

        assertThat(usedHeap() - before).isLessThan(8L << 20);
        end.reached();
        for (var gate : gates) gate.open.countDown();
        for (var each : done) assertThat(each.get()).isEqualTo(OutputReading.End.COMPLETE);
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void history_before_the_start_and_what_follows_join() throws Exception {
        writer().frame(OUT, 1, "old ").close();
        var done = StreamsFixture.pump(log().foreground(ALL, end), sink);

        writer().frame(OUT, 2, "new").close();
        end.reached();

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(sink.calls()).containsExactly("1:old ", "1:new");
    }

    /// Blocks its first write until it is opened.
    private static final class Gate implements OutputSink {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final AtomicLong frames = new AtomicLong();
        private final AtomicLong skipped = new AtomicLong();

        @Override
        public void write(StreamKind stream, ByteBuffer bytes) throws InterruptedException {
            entered.countDown();
            open.await();
            frames.incrementAndGet();
        }

        @Override
        public void skipped(long bytes) {
            skipped.addAndGet(bytes);
        }
    }

    /// Writes frames of 8 KiB on a thread of its own, as one holder.
    private CompletableFuture<Void> write(int frames) {
        var done = new CompletableFuture<Void>();
        var _ =
                Thread.ofPlatform()
                        .name("caisson-test-holder")
                        .start(
                                () -> {
                                    try (var writer = writer()) {
                                        for (int i = 0; i < frames; i++) {
                                            writer.frame(OUT, Instant.EPOCH, new byte[8192]);
                                        }
                                        done.complete(null);
                                    } catch (RuntimeException failure) {
                                        done.completeExceptionally(failure);
                                    }
                                });
        return done.orTimeout(90, TimeUnit.SECONDS);
    }

    private boolean isHeld(int slot) {
        var path = directory.resolve(Integer.toString(slot)).toString();
        int fd = fixture.syscalls.openat(AtFlag.AT_FDCWD, path, 0, 0);
        try {
            fixture.syscalls.flock(fd, OpenFlag.LOCK_EX | OpenFlag.LOCK_NB);
            return false;
        } catch (SyscallException busy) {
            assertThat(busy.errno()).isEqualTo(Errno.EAGAIN);
            return true;
        } finally {
            fixture.syscalls.close(fd);
        }
    }

    private ContainerLog log() {
        return fixture.log(directory);
    }

    private SegmentWriter writer() {
        return new SegmentWriter(directory, StreamsFixture.SMALL);
    }
}
