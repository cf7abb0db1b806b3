package dev.caisson.image.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerCodecTest {
    private static final byte[] CONTENT = "content of a layer\n".repeat(100).getBytes(US_ASCII);

    @TempDir Path root;

    private static byte[] decompressed(byte[] compressed) throws IOException {
        try (var in = LayerCodec.decompress(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        }
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private void apply(byte[] blob, byte[] plain, LayerLimits limits) throws IOException {
        try (var tree = new PathTreeWriter(root)) {
            new LayerApplier(limits)
                    .apply(new ByteArrayInputStream(blob), Tars.digest(plain), tree, _ -> {});
        }
    }

    @Test
    void the_compression_is_found_from_the_content() throws IOException {
        assertThat(decompressed(CONTENT)).isEqualTo(CONTENT);
        assertThat(decompressed(Tars.gzip(CONTENT))).isEqualTo(CONTENT);
        assertThat(decompressed(Tars.zstd(CONTENT))).isEqualTo(CONTENT);
        assertThat(decompressed(new byte[0])).isEmpty();
    }

    @Test
    void all_members_and_frames_are_read() throws IOException {
        var twice = joined(CONTENT, CONTENT);

        assertThat(decompressed(joined(Tars.gzip(CONTENT), Tars.gzip(CONTENT)))).isEqualTo(twice);
        assertThat(decompressed(joined(Tars.zstd(CONTENT), Tars.zstd(CONTENT)))).isEqualTo(twice);
    }

    @Test
    void xz_is_refused_by_name() {
        var xz = new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 0};

        assertThatThrownBy(() -> decompressed(xz)).hasMessageContaining("compressed with xz");
    }

    @Test
    void a_truncated_or_corrupt_layer_is_damaged() {
        var tar = new Tars().file("a", CONTENT).bytes();
        var gzip = Tars.gzip(tar);
        var zstd = Tars.zstd(tar);
        var flipped = gzip.clone();
        flipped[gzip.length / 2] ^= 0x55;

        for (var damaged :
                new byte[][] {
                    Arrays.copyOf(gzip, gzip.length / 2),
                    Arrays.copyOf(gzip, gzip.length - 4),
                    Arrays.copyOf(zstd, zstd.length / 2),
                    Arrays.copyOf(tar, tar.length / 4),
                    flipped,
                    CONTENT
                }) {
            assertThatThrownBy(() -> apply(damaged, tar, LayerLimits.defaults()))
                    .isInstanceOfSatisfying(
                            InvalidInput.class,
                            fault ->
                                    assertThat(fault.code())
                                            .isIn(
                                                    FaultCode.LAYER_DAMAGED,
                                                    FaultCode.LAYER_DIFF_ID_MISMATCH));
        }
    }

    @Test
    void a_bomb_is_refused_long_before_it_is_unpacked() {
        var plain = new Tars().file("zeros", new byte[8 << 20]).bytes();
        var limits = new LayerLimits(10, 1L << 30, 1100, 1 << 20, 16);

        assertThatThrownBy(() -> apply(Zstd.compress(plain, 19), plain, limits))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("1100 bytes for each compressed one");
    }
}
