package dev.caisson.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.fault.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes are a layer that stays in its tree and within its limits, or are refused; in whatever
/// pieces they arrive.
@Tag("fuzz")
class LayerFuzzIT {
    private static final LayerLimits LIMITS = new LayerLimits(200, 1 << 20, 100, 1 << 16, 20);

    static Stream<byte[]> seeds() {
        var names = "a/".repeat(60) + "long";
        return Stream.of(
                new Tars()
                        .directory("usr")
                        .file("usr/x", "content")
                        .symlink("lib", "usr/lib")
                        .hardlink("y", "usr/x")
                        .bytes(),
                new Tars().file("../out", "x").file("/abs", "y").bytes(),
                new Tars().file("d/.wh.x", "").file("d/.wh..wh..opq", "").bytes(),
                new Tars().file(names, "x").device("null", 1, 3).bytes(),
                attributes(),
                Tars.gzip(new Tars().file("x", "content").bytes()),
                Tars.zstd(new Tars().file("x", "content").bytes()),
                sparse("NOT.sparse.map", "0,2,10,2"),
                sparse("NOT.sparse.numblocks", "0"));
    }

    private static byte[] attributes() {
        return new Tars()
                .add(
                        "x",
                        TarConstants.LF_NORMAL,
                        "content",
                        entry -> {
                            entry.addPaxHeader("SCHILY.xattr.user.name", "value");
                            entry.addPaxHeader("mtime", "-12.000000001");
                            entry.setUserId(1L << 31);
                        })
                .bytes();
    }

    /// What commons-compress would not write.
    private static byte[] sparse(String key, String value) {
        return new Tars()
                .add(
                        "sparse",
                        TarConstants.LF_NORMAL,
                        "abcd",
                        entry -> {
                            entry.addPaxHeader("NOT.sparse.size", "20");
                            entry.addPaxHeader(key, value);
                        })
                .replacing("NOT.sparse", "GNU.sparse")
                .bytes();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_bytes_are_a_layer_in_its_tree_or_refused(byte[] bytes) {
        assertThat(applied(bytes, new ByteArrayInputStream(bytes)))
                .isEqualTo(applied(bytes, new Dribble(bytes)));
    }

    private static String applied(byte[] bytes, InputStream in) {
        var tree = new CheckedTree(LIMITS);
        try {
            var plain = Tars.digest(bytes);
            new LayerApplier(LIMITS).apply(in, plain, tree, _ -> {});
        } catch (InvalidInput refused) {
            // How far it came depends on the pieces a decompressor got.
            return "refused";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return tree + "finished";
    }

    /// Gives its bytes in small pieces of different sizes.
    private static final class Dribble extends InputStream {
        private final byte[] bytes;
        private int at;

        Dribble(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return at == bytes.length ? -1 : bytes[at++] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (at == bytes.length) return -1;
            int count = Math.min(1 + at % 97, Math.min(length, bytes.length - at));
            System.arraycopy(bytes, at, into, from, count);
            at += count;
            return count;
        }
    }
}
