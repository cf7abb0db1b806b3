package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.spec.LogLayout;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.stdio.ContainerLog;
import dev.caisson.stdio.LogQuery;
import dev.caisson.stdio.OutputReading;
import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.RunEnd;
import dev.caisson.stdio.StreamKind;
import dev.caisson.stdio.Streams;
import dev.caisson.sys.Inotify;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a real holder writes, read by the readers of `stdio` at the same time.
@Timeout(300)
class HolderStreamIT {
    private static final LogLayout SMALL = new LogLayout(3, new Bytes(64 * 1024));
    private static final String LINE = "0123456789abcdefghijklmnopqrstuvwxyz\n";
    private static final ContainerLog.StreamRequest FROM_NOW =
            new ContainerLog.StreamRequest(EnumSet.allOf(StreamKind.class), false);

    private final Syscalls syscalls = Syscalls.real();
    private final Poller poller = new Poller(syscalls, "caisson-test-poller");
    private final Inotify inotify = new Inotify(syscalls, poller);
    private final Streams streams = new Streams(syscalls, poller, inotify, InstantSource.system());
    private final LaunchRunner launcher = new LaunchRunner(syscalls);
    private final RunEnd end = new RunEnd();
    private LaunchFixture fixture;

    @BeforeEach
    void makeRoot() throws IOException {
        fixture = new LaunchFixture();
    }

    @AfterEach
    void removeRoot() throws IOException {
        fixture.close();
        launcher.close();
        inotify.close();
        poller.close();
    }

    @Test
    @Tag("kernel")
    void a_foreground_reader_gets_every_byte_through_many_turns() throws Exception {
        long bytes = 20_000_000;
        var container = container(SMALL, yes(bytes));
        var sink = new Checking();
        var done = pump(container.log.foreground(FROM_NOW, end), sink);

        assertThat(container.run()).isZero();

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(sink.bytes).hasValue(bytes);
        assertThat(sink.skipped).hasValue(0);
        assertThat(sink.crc.getValue()).isEqualTo(crcOfYes(bytes));
    }

    @Test
    @Tag("kernel")
    void both_streams_keep_their_bytes() throws Exception {
        var container =
                container(SMALL, "for i in $(seq 2000); do echo out $i; echo err $i >&2; done");
        var out = new StringBuilder();
        var err = new StringBuilder();
        OutputSink sink =
                (stream, bytes) ->
                        (stream == StreamKind.STDOUT ? out : err)
                                .append(StandardCharsets.UTF_8.decode(bytes));
        var done = pump(container.log.foreground(FROM_NOW, end), sink);

        assertThat(container.run()).isZero();

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(out.toString().lines().toList()).hasSize(2000).last().isEqualTo("out 2000");
        assertThat(err.toString().lines().toList()).hasSize(2000).last().isEqualTo("err 2000");
    }

    @Test
    @Tag("kernel")
    void a_stalled_foreground_reader_stops_the_container_until_it_goes_on() throws Exception {
        long bytes = 2_000_000;
        var container = container(SMALL, yes(bytes));
        var gate = new Checking();
        gate.stall();
        var done = pump(container.log.foreground(FROM_NOW, end), gate);
        var launched = container.start();
        gate.entered.await();

        assertThat(launched.link().pidFd().ended(Duration.ofMillis(300))).isFalse();
        gate.open.countDown();

        assertThat(container.finish(launched)).isZero();
        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(gate.bytes).hasValue(bytes);
        assertThat(gate.crc.getValue()).isEqualTo(crcOfYes(bytes));
    }

    @Test
    @Tag("kernel")
    void a_foreground_reader_that_dies_lets_the_container_go_on() throws Exception {
        var container = container(SMALL, yes(2_000_000));
        OutputSink dying =
                (stream, bytes) -> {
                    throw new IOException("gone");
                };
        var done = pump(container.log.foreground(FROM_NOW, end), dying);

        assertThat(container.run()).isZero();

        assertThat(done.get()).isEqualTo(OutputReading.End.RECEIVER_GONE);
    }

    @Test
    @Tag("kernel")
    void a_stalled_follower_stops_nobody_and_knows_that_it_missed_something() throws Exception {
        var container = container(SMALL, yes(5_000_000));
        var gate = new Checking();
        gate.stall();
        var done = pump(container.log.stream(FROM_NOW, end), gate);

        assertThat(container.run()).isZero();
        gate.open.countDown();

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(gate.skipped.get() + gate.bytes.get()).isBetween(4_500_000L, 5_500_000L);
        assertThat(gate.skipped.get()).isPositive();
    }

    @Test
    @Tag("kernel")
    void the_lines_of_two_runs_are_one_log() throws Exception {
        var container = container(SMALL, "echo run; printf unfinished");
        assertThat(container.run()).isZero();
        assertThat(container.run()).isZero();

        var text = new StringBuilder();
        container
                .log
                .lines(LogQuery.everything())
                .pump((_, bytes) -> text.append(StandardCharsets.UTF_8.decode(bytes)).append('|'));

        assertThat(text.toString()).isEqualTo("run\n|unfinishedrun\n|unfinished|");
    }

    @Test
    @Tag("bench")
    @Timeout(600)
    void five_gigabytes_in_the_foreground() throws Exception {
        var container =
                container(
                        LogLayout.defaults(),
                        "dd if=/dev/zero bs=1M count=4769 iflag=fullblock 2>/dev/null");
        long bytes = 4769L << 20;
        var sink = new Checking();
        var done = pump(container.log.foreground(FROM_NOW, end), sink);
        long start = System.nanoTime();

        assertThat(container.run()).isZero();

        assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        assertThat(sink.bytes).hasValue(bytes);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("foreground: %.0f MB/s%n", bytes / seconds / 1e6);
    }

    /// Blocks when told to, checks and counts.
    private static final class Checking implements OutputSink {
        private final CountDownLatch entered = new CountDownLatch(1);
        private CountDownLatch open = new CountDownLatch(0);
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong skipped = new AtomicLong();
        private final CRC32C crc = new CRC32C();

        void stall() {
            open = new CountDownLatch(1);
        }

        @Override
        public void write(StreamKind stream, ByteBuffer piece) throws InterruptedException {
            entered.countDown();
            open.await();
            bytes.addAndGet(piece.remaining());
            crc.update(piece);
        }

        @Override
        public void skipped(long count) {
            skipped.addAndGet(count);
        }
    }

    private static String yes(long bytes) {
        return "yes " + LINE.strip() + " | head -c " + bytes;
    }

    private static long crcOfYes(long bytes) {
        var crc = new CRC32C();
        var line = LINE.getBytes(StandardCharsets.US_ASCII);
        for (long left = bytes; left > 0; left -= line.length) {
            crc.update(line, 0, (int) Math.min(left, line.length));
        }
        return crc.getValue();
    }

    private static CompletableFuture<OutputReading.End> pump(
            OutputReading reading, OutputSink sink) {
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

    private Container container(LogLayout layout, String script) throws IOException {
        var directory = fixture.directory();
        Files.createDirectories(directory.resolve("log"));
        return new Container(directory, layout, LaunchFixture.process("sh", "-c", script));
    }

    /// A container and its log.
    private final class Container {
        private final Path directory;
        private final LaunchRequest request;
        private final ContainerLog log;

        Container(Path directory, LogLayout layout, ProcessSpec process) {
            this.directory = directory;
            log = streams.log(directory.resolve("log"), layout);
            var spec = fixture.spec(directory, process);
            request = fixture.request(directory, withStdio(spec, new Stdio.Pipes(false, layout)));
        }

        Launched start() {
            return fixture.start(launcher, request);
        }

        int finish(Launched launched) throws IOException {
            var exit = LaunchFixture.exit(launched, directory);
            end.reached();
            return exit.status().code();
        }

        int run() throws IOException {
            return finish(start());
        }
    }

    private static RuntimeSpec withStdio(RuntimeSpec spec, Stdio stdio) {
        return new RuntimeSpec(
                spec.id(),
                spec.root(),
                spec.hostname(),
                spec.domainname(),
                spec.namespaces(),
                spec.mounts(),
                spec.devices(),
                spec.sysctls(),
                spec.maskedPaths(),
                spec.readonlyPaths(),
                spec.init(),
                spec.process(),
                stdio);
    }
}
