package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.WindowSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Inputs and exec outputs over real pipes and terminals.
@Tag("kernel")
@Timeout(300)
class PipeIT {
    private final StreamsFixture fixture = new StreamsFixture();
    private final CollectingSink sink = new CollectingSink();
    private final RunEnd end = new RunEnd();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_writer_waits_for_a_process_that_reads_slowly_and_loses_nothing() throws Exception {
        var bytes = new byte[1 << 20];
        new Random(1).nextBytes(bytes);
        try (var pipe = new Ends()) {
            var input = fixture.streams.pipeInput(pipe.writer, pipe.writer::close);

            var written = write(input, bytes);
            await().during(Duration.ofMillis(100)).until(() -> !written.isDone());

            assertThat(pipe.read(bytes.length)).isEqualTo(bytes);
            assertThat(written.get()).isTrue();
        }
    }

    @Test
    void a_write_to_a_process_that_closed_its_input_says_so() throws Exception {
        try (var pipe = new Ends()) {
            var input = fixture.streams.pipeInput(pipe.writer, pipe.writer::close);
            pipe.reader.close();

            assertThat(write(input, new byte[10]).get()).isFalse();
        }
    }

    @Test
    void the_end_of_input_comes_after_what_was_written_and_once() throws Exception {
        var endings = new AtomicInteger();
        try (var pipe = new Ends()) {
            var input =
                    fixture.streams.pipeInput(
                            pipe.writer,
                            () -> {
                                endings.incrementAndGet();
                                pipe.writer.close();
                            });
            assertThat(write(input, "last".getBytes(StandardCharsets.UTF_8)).get()).isTrue();

            input.end();
            input.end();

            assertThat(pipe.read(5)).isEqualTo("last".getBytes(StandardCharsets.UTF_8));
            assertThat(endings).hasValue(1);
            assertThat(write(input, new byte[1]).get()).isFalse();
        }
    }

    @Test
    void closing_wakes_a_writer_that_waits_and_leaves_the_pipe_open() throws Exception {
        try (var pipe = new Ends()) {
            var input = fixture.streams.pipeInput(pipe.writer, pipe.writer::close);
            var written = write(input, new byte[1 << 20]);
            await().during(Duration.ofMillis(50)).until(() -> !written.isDone());

            input.close();

            assertThat(written.get()).isFalse();
            assertThat(pipe.writer.isOpen()).isTrue();
        }
    }

    @Test
    void both_outputs_of_a_session_are_delivered_until_they_are_closed() throws Exception {
        try (var out = new Ends();
                var err = new Ends()) {
            var done =
                    StreamsFixture.pump(
                            fixture.streams.pipeOutput(out.reader, err.reader, end), sink);

            out.write("to out");
            await().until(() -> sink.calls().size() == 1);
            err.write("to err");
            await().until(() -> sink.calls().size() == 2);
            out.writer.close();
            err.write(", more");
            err.writer.close();

            assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
            assertThat(sink.calls()).containsExactly("1:to out", "2:to err", "2:, more");
        }
    }

    @Test
    void a_process_left_behind_does_not_keep_an_ended_session_open() throws Exception {
        try (var out = new Ends();
                var err = new Ends()) {
            var done =
                    StreamsFixture.pump(
                            fixture.streams.pipeOutput(out.reader, err.reader, end), sink);
            out.write("said before the end");

            end.reached();

            assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
            assertThat(sink.calls()).containsExactly("1:said before the end");
        }
    }

    @Test
    void a_slow_client_of_a_session_blocks_its_process() throws Exception {
        var open = new CountDownLatch(1);
        OutputSink slow = (stream, bytes) -> open.await();
        try (var out = new Ends();
                var err = new Ends()) {
            var done =
                    StreamsFixture.pump(
                            fixture.streams.pipeOutput(out.reader, err.reader, end), slow);

            var full = CompletableFuture.supplyAsync(() -> fill(out));

            assertThat(full.get()).isLessThan(512 * 1024);
            open.countDown();
            end.reached();
            assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
        }
    }

    @Test
    void a_terminal_is_written_resized_and_read_until_nobody_has_it_open() throws Exception {
        int flags = OpenFlag.O_RDWR | OpenFlag.O_NOCTTY | OpenFlag.O_NONBLOCK;
        try (var master =
                Fd.of(
                        fixture.syscalls,
                        fixture.syscalls.openat(AtFlag.AT_FDCWD, "/dev/ptmx", flags, 0))) {
            fixture.syscalls.tiocsptlck(master.number(), false);
            var peer =
                    Fd.of(
                            fixture.syscalls,
                            fixture.syscalls.tiocgptpeer(
                                    master.number(), OpenFlag.O_RDWR | OpenFlag.O_NOCTTY));
            var copy = Fd.of(fixture.syscalls, fixture.syscalls.fcntl(master.number(), 1030, 0));
            try (peer;
                    copy;
                    var input = fixture.streams.terminalInput(copy)) {
                input.resize(132, 43);
                assertThat(fixture.syscalls.tiocgwinsz(peer.number()))
                        .isEqualTo(new WindowSize(43, 132));

                var done = StreamsFixture.pump(fixture.streams.terminalOutput(master, end), sink);
                assertThat(write(input, "ls\r".getBytes(StandardCharsets.UTF_8)).get()).isTrue();
                // The echo may come in pieces.
                await().until(() -> sink.text().equals("ls\r\n"));
                input.end();
                peer.close();

                assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
            }
        }
    }

    @Test
    @SuppressWarnings("try") // closed early: an end in the middle of a write is what is tested
    void a_terminal_whose_program_does_not_read_holds_its_writer_but_not_its_reader()
            throws Exception {
        int flags = OpenFlag.O_RDWR | OpenFlag.O_NOCTTY | OpenFlag.O_NONBLOCK;
        try (var master =
                Fd.of(
                        fixture.syscalls,
                        fixture.syscalls.openat(AtFlag.AT_FDCWD, "/dev/ptmx", flags, 0))) {
            fixture.syscalls.tiocsptlck(master.number(), false);
            int peerFlags = OpenFlag.O_RDWR | OpenFlag.O_NOCTTY;
            try (var peer =
                            Fd.of(
                                    fixture.syscalls,
                                    fixture.syscalls.tiocgptpeer(master.number(), peerFlags));
                    var input = fixture.streams.terminalInput(master)) {
                var done = StreamsFixture.pump(fixture.streams.terminalOutput(master, end), sink);

                var written = write(input, "x\n".repeat(50_000).getBytes(StandardCharsets.UTF_8));
                await().during(Duration.ofMillis(100)).until(() -> !written.isDone());
                int before = sink.calls().size();
                fixture.syscalls.writeAll(
                        peer.number(), "a prompt".getBytes(StandardCharsets.UTF_8));
                await().until(() -> sink.calls().size() > before);
                input.close();

                assertThat(written.get()).isFalse();
                end.reached();
                assertThat(done.get()).isEqualTo(OutputReading.End.COMPLETE);
            }
        }
    }

    /// A pipe whose ends are non-blocking where the daemon has them.
    private final class Ends implements AutoCloseable {
        private final Fd reader;
        private final Fd writer;

        Ends() {
            var pipe = fixture.syscalls.pipe2(OpenFlag.O_NONBLOCK);
            reader = Fd.of(fixture.syscalls, pipe.reader());
            writer = Fd.of(fixture.syscalls, pipe.writer());
        }

        void write(String text) {
            fixture.syscalls.writeAll(writer.number(), text.getBytes(StandardCharsets.UTF_8));
        }

        /// Reads so many bytes, or to the end.
        byte[] read(int count) {
            var bytes = new byte[count];
            int done = 0;
            while (done < count) {
                int some = readSome(bytes, done);
                if (some == 0) break;
                if (some > 0) done += some;
            }
            return Arrays.copyOf(bytes, done);
        }

        private int readSome(byte[] bytes, int offset) {
            try {
                int length = Math.min(5000, bytes.length - offset);
                return fixture.syscalls.read(reader.number(), bytes, offset, length);
            } catch (SyscallException empty) {
                assertThat(empty.errno()).isEqualTo(Errno.EAGAIN);
                Thread.onSpinWait();
                return -1;
            }
        }

        @Override
        public void close() {
            reader.close();
            writer.close();
        }
    }

    /// Writes until nothing fits for a while.
    private int fill(Ends pipe) {
        int total = 0;
        long quietSince = System.nanoTime();
        while (System.nanoTime() - quietSince < 100_000_000) {
            try {
                total += fixture.syscalls.write(pipe.writer.number(), new byte[4096], 0, 4096);
                quietSince = System.nanoTime();
            } catch (SyscallException full) {
                assertThat(full.errno()).isEqualTo(Errno.EAGAIN);
            }
        }
        return total;
    }

    private static CompletableFuture<Boolean> write(ContainerInput input, byte[] bytes) {
        var done = new CompletableFuture<Boolean>();
        var _ =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        done.complete(input.write(ByteBuffer.wrap(bytes)));
                                    } catch (InterruptedException | RuntimeException failure) {
                                        done.completeExceptionally(failure);
                                    }
                                });
        return done;
    }
}
