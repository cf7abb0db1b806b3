package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Random frames through a small ring with all kinds of readers at once.
@Tag("kernel")
@Timeout(300)
class LogRaceIT {
    private static final int FRAMES = 60_000;
    private static final ContainerLog.StreamRequest FROM_NOW =
            new ContainerLog.StreamRequest(EnumSet.allOf(StreamKind.class), false);

    @TempDir Path directory;

    private final StreamsFixture fixture = new StreamsFixture();
    private final long seed = new Random().nextLong();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void lossless_readers_get_every_byte_and_followers_know_what_they_missed() throws Exception {
        var log = fixture.log(directory);
        var end = new RunEnd();
        var lossless = List.of(new Digesting(0), new Digesting(2000));
        var written = new CountDownLatch(1);
        var stalled = new Counting(0, written);
        var open = new CountDownLatch(0);
        var followers =
                List.of(
                        new Counting(0, open),
                        new Counting(400, open),
                        new Counting(50, open),
                        stalled);
        var done = new ArrayList<CompletableFuture<OutputReading.End>>();
        for (var sink : lossless)
            done.add(StreamsFixture.pump(log.foreground(FROM_NOW, end), sink));
        for (var sink : followers) done.add(StreamsFixture.pump(log.stream(FROM_NOW, end), sink));

        var digesting = new Digesting(0);
        long bytes = write(digesting);
        written.countDown();
        end.reached();
        var expected = digesting.hex();

        for (var reading : done) assertThat(reading.get()).isEqualTo(OutputReading.End.COMPLETE);
        for (var sink : lossless) assertThat(sink.hex()).as("seed %s", seed).isEqualTo(expected);
        for (var sink : followers) {
            assertThat(sink.received + sink.skipped).as("seed %s", seed).isEqualTo(bytes);
        }
        assertThat(stalled.skipped).as("seed %s", seed).isPositive();
    }

    /// @return bytes of frames
    private long write(Digesting expected) throws Exception {
        var random = new Random(seed);
        long bytes = 0;
        try (var writer = new SegmentWriter(directory, StreamsFixture.SMALL)) {
            for (int i = 0; i < FRAMES; i++) {
                var stream = random.nextBoolean() ? StreamKind.STDOUT : StreamKind.STDERR;
                int longest = random.nextInt(50) == 0 ? 65_536 : 600;
                var payload = new byte[8 + random.nextInt(longest - 8) + (longest > 600 ? 1 : 0)];
                random.nextBytes(payload);
                ByteBuffer.wrap(payload).putInt(i).putInt(payload.length);
                writer.frame(stream, Instant.ofEpochSecond(i), payload);
                expected.write(stream, ByteBuffer.wrap(payload));
                bytes += FrameFormat.OVERHEAD + payload.length;
            }
        }
        return bytes;
    }

    /// Digests everything it gets.
    private static final class Digesting implements OutputSink {
        private final MessageDigest digest;
        private final int pauseEvery;
        private int count;

        Digesting(int pauseEvery) throws Exception {
            digest = MessageDigest.getInstance("SHA-256");
            this.pauseEvery = pauseEvery;
        }

        @Override
        public void write(StreamKind stream, ByteBuffer bytes) {
            digest.update((byte) stream.number());
            digest.update(bytes);
            if (pauseEvery > 0 && ++count % pauseEvery == 0) LockSupport.parkNanos(2_000_000);
        }

        @Override
        public void skipped(long bytes) {
            digest.update((byte) 99);
        }

        String hex() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /// Checks that frames are whole and in order, and counts.
    private static final class Counting implements OutputSink {
        private final int pauseEvery;
        private final CountDownLatch gate;
        private int last = -1;
        private int count;
        private long received;
        private long skipped;
        private boolean gap = true;

        /// @param gate before the first frame
        Counting(int pauseEvery, CountDownLatch gate) {
            this.pauseEvery = pauseEvery;
            this.gate = gate;
        }

        @Override
        public void write(StreamKind stream, ByteBuffer bytes) throws InterruptedException {
            gate.await();
            bytes = bytes.order(ByteOrder.BIG_ENDIAN);
            int number = bytes.getInt(bytes.position());
            assertThat(bytes.getInt(bytes.position() + 4)).isEqualTo(bytes.remaining());
            if (gap) assertThat(number).isGreaterThan(last);
            else assertThat(number).isEqualTo(last + 1);
            gap = false;
            last = number;
            received += FrameFormat.OVERHEAD + bytes.remaining();
            if (pauseEvery > 0 && ++count % pauseEvery == 0) LockSupport.parkNanos(2_000_000);
        }

        @Override
        public void skipped(long bytes) {
            gap = true;
            skipped += bytes;
        }
    }
}
