package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NativeTextTest {
    private final ByteBuffer memory = ByteBuffer.allocateDirect(256);

    private byte[] roundTrip(byte[] bytes) {
        memory.put(0, bytes);
        var text = NativeText.decode(memory, 0, bytes.length);
        int end = NativeText.encode(text, memory, 0);
        var back = new byte[end - 1];
        memory.get(0, back);
        return back;
    }

    @Test
    void utf_8_is_read_and_written_as_java_does() {
        var text = "plain \u00e9 \u20ac \ud83d\ude00";
        int end = NativeText.encode(text, memory, 0);

        var bytes = new byte[end - 1];
        memory.get(0, bytes);
        assertThat(bytes).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(NativeText.decode(memory, 0, end - 1)).isEqualTo(text);
    }

    @Test
    void any_bytes_survive_the_round_trip() {
        long seed = 20261122;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(12)];
            for (int at = 0; at < bytes.length; at++) {
                // Mostly bytes that begin or go on with a sequence, never a NUL.
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(128, 256) : 'a');
            }
            assertThat(roundTrip(bytes)).as("seed %d, round %d", seed, i).isEqualTo(bytes);
        }
    }

    @Test
    void what_cannot_be_written_is_refused() {
        assertThatThrownBy(() -> NativeText.encode("a\0", memory, 0))
                .hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> NativeText.encode("\u00e9\0", memory, 0))
                .hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> NativeText.encode("\ud83d", memory, 0))
                .hasMessageContaining("EILSEQ");
        assertThatThrownBy(() -> NativeText.encode("x".repeat(256), memory, 0))
                .hasMessageContaining("E2BIG");
        assertThatThrownBy(() -> NativeText.encode("\u00e9".repeat(200), memory, 0))
                .hasMessageContaining("E2BIG");
    }
}
