package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.spec.LogLayout;
import dev.caisson.spec.Stdio;
import dev.caisson.sys.Fd;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.OpenFlag;
import dev.caisson.value.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The log as the holder writes it.
@Tag("kernel")
class LogIT {
    private static final LogLayout SMALL = new LogLayout(3, new Bytes(64 * 1024));

    /// Waits for [#open].
    private static final String GATED = "until [ -e /go ]; do usleep 5000; done; ";

    private static LaunchRunner launcher;
    private LaunchFixture fixture;

    @BeforeAll
    static void startLauncher() {
        launcher = new LaunchRunner(dev.caisson.sys.Syscalls.real());
    }

    @AfterAll
    static void endLauncher() {
        launcher.close();
    }

    @BeforeEach
    void makeRoot() throws IOException {
        fixture = new LaunchFixture();
    }

    @AfterEach
    void removeRoot() throws IOException {
        fixture.close();
    }

    private LaunchRequest request(Path directory, String script) {
        var process = LaunchFixture.process("sh", "-c", script);
        var spec = fixture.spec(directory, process);
        return fixture.request(
                directory, LaunchFixture.withStdio(spec, new Stdio.Pipes(false, SMALL)));
    }

    private static void open(Launched launched) {
        try {
            Files.createFile(Path.of("/proc/" + launched.process().pid() + "/root/go"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String numbers(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> number + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void a_long_output_turns_the_ring_and_keeps_its_end() throws IOException {
        var directory = fixture.directory();

        fixture.run(launcher, request(directory, "seq 1 100000"));

        var log = LogFrames.read(directory.resolve("log"));
        assertThat(numbers(1, 100_000)).endsWith(log.text(1));
        assertThat(log.segments()).hasSize(3);
        long last = log.segments().getLast().generation();
        assertThat(log.segments())
                .extracting(LogFrames.Segment::generation)
                .containsExactly(last - 2, last - 1, last);
        assertThat(log.segments())
                .allSatisfy(
                        segment -> {
                            assertThat(segment.number()).isEqualTo((segment.generation() - 1) % 3);
                            assertThat(segment.size())
                                    .isLessThan(64 * 1024 + LogSteps.READ_BYTES + 40L);
                            assertThat(segment.lost()).isZero();
                        });
    }

    @Test
    void each_segment_says_how_much_was_written_before_it_over_several_holders()
            throws IOException {
        var directory = fixture.directory();

        fixture.run(launcher, request(directory, "seq 1 20000"));
        var first = LogFrames.read(directory.resolve("log")).segments();
        fixture.run(launcher, request(directory, "seq 1 100000"));
        var later = LogFrames.read(directory.resolve("log")).segments();

        assertThat(first).hasSize(2);
        assertThat(first.getFirst().before()).isZero();
        assertThat(first.get(1).before()).isEqualTo(first.getFirst().total());
        assertThat(later).hasSize(3);
        assertThat(later.get(1).before()).isEqualTo(later.getFirst().total());
        assertThat(later.get(2).before()).isEqualTo(later.get(1).total());
        assertThat(later.getFirst().before()).isGreaterThan(first.get(1).total());
    }

    @Test
    void both_streams_are_read_while_one_floods() throws IOException {
        var directory = fixture.directory();

        var outcome =
                fixture.run(
                        launcher,
                        request(directory, "seq 1 20000 & sleep 0.01; echo err >&2; wait"));

        assertThat(outcome.stderr()).isEqualTo("err\n");
        assertThat(numbers(1, 20_000)).endsWith(outcome.stdout());
    }

    @Test
    void a_foreground_reader_is_waited_for() throws IOException {
        var directory = fixture.directory();
        var launched =
                fixture.start(launcher, request(directory, GATED + "seq 1 100000; echo end"));
        var all = new StringBuilder();
        var syscalls = fixture.syscalls();
        var reader = new ForegroundReader(syscalls, directory.resolve("log"), SMALL);
        var begun = new AtomicBoolean();
        reader.readAll(
                all,
                () -> {
                    // It holds the first segment now.
                    if (begun.compareAndSet(false, true)) open(launched);
                    return launched.link().pidFd().ended(Duration.ZERO);
                });

        LaunchFixture.exit(launched, directory);
        assertThat(all.toString()).isEqualTo(numbers(1, 100_000) + "end\n");
    }

    @Test
    void the_end_of_init_is_seen_while_a_reader_holds_the_ring() throws IOException {
        var directory = fixture.directory();
        var launched = fixture.start(launcher, request(directory, GATED + "seq 1 100000"));
        var syscalls = fixture.syscalls();
        try (var first =
                Fd.of(
                        syscalls,
                        syscalls.openat(
                                -100,
                                directory.resolve("log/0").toString(),
                                OpenFlag.O_RDONLY,
                                0))) {
            syscalls.flock(first.number(), OpenFlag.LOCK_SH);
            open(launched);
            assertThat(launched.link().pidFd().ended(Duration.ofMillis(500))).isFalse();

            launched.process().open(syscalls).orElseThrow().signal(9);

            assertThat(LaunchFixture.exit(launched, directory).status().code()).isEqualTo(137);
        }
    }

    @Test
    void a_full_disk_loses_output_and_counts_it() throws IOException {
        var directory = fixture.directory();
        var small = Files.createDirectories(directory.resolve("log"));
        var syscalls = fixture.syscalls();
        syscalls.mount("tmpfs", small.toString(), "tmpfs", MountFlag.MS_NODEV, "size=32k");
        try {
            var exit = fixture.run(launcher, request(directory, "seq 1 20000; exit 6"));

            var log = LogFrames.read(small);
            long kept = log.bytes(1).length;
            long lost = log.segments().stream().mapToLong(LogFrames.Segment::lost).sum();
            assertThat(exit.code()).isEqualTo(6);
            assertThat(lost).isPositive();
            assertThat(kept + lost).isEqualTo(numbers(1, 20_000).length());
        } finally {
            syscalls.umount2(small.toString(), MountFlag.MNT_DETACH);
        }
    }

    @Test
    void output_of_a_process_that_stays_is_not_waited_for_long() throws IOException {
        var directory = fixture.directory();
        var request = request(directory, "echo first; nohup setsid sleep 20 & exit 0");
        var shared =
                LaunchFixture.withNamespaces(
                        request.spec(),
                        dev.caisson.spec.Namespaces.isolated()
                                .with(
                                        dev.caisson.spec.Namespaces.Kind.PID,
                                        new dev.caisson.spec.Namespaces.Source.Host()));

        var launched = fixture.start(launcher, fixture.request(directory, shared));

        assertThat(launched.link().pidFd().ended(Duration.ofSeconds(15))).isTrue();
        assertThat(LaunchFixture.exit(launched, directory).status().code()).isZero();
        assertThat(LogFrames.read(directory.resolve("log")).text(1)).isEqualTo("first\n");
    }
}
