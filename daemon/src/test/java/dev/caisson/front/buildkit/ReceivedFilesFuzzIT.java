package dev.caisson.front.buildkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.grpc.CallFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a client sends for its files is a tar, or is refused.
@Tag("fuzz")
class ReceivedFilesFuzzIT {
    private static final long MOST = 1 << 24;

    static Stream<byte[]> seeds() {
        var file = new FileStat("f", 0644, 0, 0, 1, 5, "");
        return Stream.of(
                packets(
                        new Packet.Stat(file),
                        new Packet.Stat(null),
                        new Packet.Data(0, new byte[1])),
                packets(new Packet.Stat(null), new Packet.End()));
    }

    private static byte[] packets(Packet... packets) {
        var all = ByteBuffer.allocate(1000);
        for (var packet : packets) {
            var bytes = packet.toBytes();
            all.put(Byte.parseByte(String.valueOf(bytes.length))).put(bytes);
        }
        return java.util.Arrays.copyOf(all.array(), all.position());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void whatever_comes_is_a_tar_or_is_refused(byte[] bytes) {
        try (var files = new ReceivedFiles(new Sent(ByteBuffer.wrap(bytes)), _ -> {})) {
            long read = 0;
            var piece = new byte[1 << 16];
            for (int count; read < MOST && (count = files.read(piece)) > 0; ) read += count;
            assertThat(read).isPositive();
        } catch (InvalidInput | CallFailed | IOException refused) {
            assertThat(refused.getMessage()).isNotNull();
        }
    }

    /// Packets with a byte for their length in front.
    private record Sent(ByteBuffer bytes) implements ReceivedFiles.Line {
        @Override
        public void send(byte[] packet) {
            // nobody reads it
        }

        @Override
        public byte @Nullable [] next() {
            if (!bytes.hasRemaining()) return null;
            var packet = new byte[Math.min(bytes.get() & 255, bytes.remaining())];
            bytes.get(packet);
            return packet;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
