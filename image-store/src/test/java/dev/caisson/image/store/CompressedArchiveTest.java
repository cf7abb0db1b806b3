package dev.caisson.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ImageStore;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.PathLayerTrees;
import dev.caisson.image.layer.Tars;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Archives as people keep them.
class CompressedArchiveTest {
    private final byte[] layer = new Tars().file("a", "A".repeat(5000)).bytes();
    private final byte[] archive =
            Archives.docker(
                    Archives.config("", Tars.digest(layer)), "[\"thing:1\"]", List.of(layer));

    @TempDir Path directory;

    /// Wraps a stream in a compressing one.
    @FunctionalInterface
    private interface Compressor {
        OutputStream into(OutputStream out) throws IOException;
    }

    private static byte[] compressed(byte[] plain, Compressor compressor) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = compressor.into(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] xz(byte[] plain) throws IOException {
        return compressed(plain, out -> new XZOutputStream(out, new LZMA2Options(0)));
    }

    private static byte[] bzip2(byte[] plain) throws IOException {
        return compressed(plain, BZip2CompressorOutputStream::new);
    }

    private List<ImageStore.Loaded> load(InputStream from) throws IOException {
        try (var store =
                LayoutImageStore.open(
                        directory.resolve("images"),
                        new PathLayerTrees(directory.resolve("layers")),
                        LayerLimits.defaults(),
                        Clock.systemUTC())) {
            return store.load(from, ImageStore.LoadProgress.none());
        }
    }

    @Test
    void an_archive_in_any_compression_docker_takes_is_loaded() throws IOException {
        for (var each :
                List.of(
                        archive,
                        Tars.gzip(archive),
                        Tars.zstd(archive),
                        xz(archive),
                        bzip2(archive))) {
            assertThat(load(new ByteArrayInputStream(each))).hasSize(1);
        }
    }

    @Test
    void several_bzip2_streams_are_one_archive() throws IOException {
        var both = new ByteArrayOutputStream();
        both.write(bzip2(Arrays.copyOf(archive, 1000)));
        both.write(bzip2(Arrays.copyOfRange(archive, 1000, archive.length)));

        assertThat(load(new ByteArrayInputStream(both.toByteArray()))).hasSize(1);
    }

    @Test
    void a_damaged_one_is_refused() throws IOException {
        for (var whole : List.of(xz(archive), bzip2(archive))) {
            var flipped = whole.clone();
            flipped[flipped.length / 2] ^= 0x55;
            for (var damaged : List.of(Arrays.copyOf(whole, whole.length / 2), flipped)) {
                assertThatThrownBy(() -> load(new ByteArrayInputStream(damaged)))
                        .isInstanceOfSatisfying(
                                InvalidInput.class,
                                refused ->
                                        assertThat(refused.code())
                                                .isEqualTo(FaultCode.IMAGE_ARCHIVE_INVALID));
            }
        }
    }

    @Test
    void one_that_wants_too_much_memory_is_refused() throws IOException {
        var greedy = xz(archive);
        // Block header: size, flags, filter, size of its properties, 36 for a dictionary of 1 GiB.
        greedy[16] = 36;
        int checked = greedy[12] * 4;
        var crc = new CRC32();
        crc.update(greedy, 12, checked);
        ByteBuffer.wrap(greedy)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(12 + checked, (int) crc.getValue());

        assertThatThrownBy(() -> load(new ByteArrayInputStream(greedy)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("KiB of memory would be needed");
    }

    @Test
    void what_cannot_be_read_is_not_called_damaged() throws IOException {
        var whole = xz(archive);
        var half = new ByteArrayInputStream(whole, 0, whole.length / 2);
        var failing = new SequenceInputStream(half, new CutCable());

        assertThatThrownBy(() -> load(failing)).hasMessageContaining("cable cut");
    }

    @Test
    void an_archive_of_the_oldest_format_is_refused() {
        var old = new Tars().file("repositories", "{}").file("1/layer.tar", layer).bytes();

        assertThatThrownBy(() -> load(new ByteArrayInputStream(old)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("neither manifest.json nor index.json");
    }

    private static final class CutCable extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("cable cut");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            throw new IOException("cable cut");
        }
    }
}
