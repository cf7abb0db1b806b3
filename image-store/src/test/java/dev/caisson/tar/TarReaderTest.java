package dev.caisson.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.image.layer.Tars;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
    /// What both readers can say of an entry.
    private record Seen(
            String name, String link, int mode, long uid, long gid, long mtime, int content) {}

    private static List<Seen> read(byte[] tar) throws IOException {
        var reader = new TarReader(new ByteArrayInputStream(tar));
        var found = new ArrayList<Seen>();
        for (var entry = reader.next(); entry != null; entry = reader.next()) {
            var content = new ByteArrayOutputStream();
            reader.content((_, buffer, from, length) -> content.write(buffer, from, length));
            var owner = entry.ownership();
            found.add(
                    new Seen(
                            new String(entry.name().bytes(), UTF_8),
                            new String(entry.link().bytes(), UTF_8),
                            owner.mode(),
                            owner.uid(),
                            owner.gid(),
                            owner.mtimeSeconds(),
                            Arrays.hashCode(content.toByteArray())));
        }
        return found;
    }

    private static List<Seen> readByCommonsCompress(byte[] tar) throws IOException {
        var found = new ArrayList<Seen>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                found.add(
                        new Seen(
                                entry.getName(),
                                entry.getLinkName(),
                                entry.getMode() & 07777,
                                entry.getLongUserId(),
                                entry.getLongGroupId(),
                                Math.floorDiv(entry.getLastModifiedTime().toMillis(), 1000),
                                Arrays.hashCode(in.readAllBytes())));
            }
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {TarArchiveOutputStream.LONGFILE_POSIX, TarArchiveOutputStream.LONGFILE_GNU})
    void it_reads_what_commons_compress_reads(int longNames) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var random = new Random(7);
        var types = List.of(TarConstants.LF_NORMAL, TarConstants.LF_DIR, TarConstants.LF_SYMLINK);
        try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(longNames);
            tar.setBigNumberMode(
                    longNames == TarArchiveOutputStream.LONGFILE_GNU
                            ? TarArchiveOutputStream.BIGNUMBER_STAR
                            : TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (int i = 0; i < 60; i++) {
                byte type = types.get(i % types.size());
                var name = "d/".repeat(1 + i * 3) + "näme" + i;
                var full = type == TarConstants.LF_DIR ? name + "/" : name;
                var entry = new TarArchiveEntry(full, type);
                var content = new byte[type == TarConstants.LF_NORMAL ? random.nextInt(9000) : 0];
                random.nextBytes(content);
                entry.setSize(content.length);
                entry.setMode(random.nextInt(010000));
                entry.setUserId(i % 2 == 0 ? 2_000_000_000L : random.nextInt(1000));
                entry.setModTime(1000L * random.nextInt());
                if (type == TarConstants.LF_SYMLINK) entry.setLinkName("to/".repeat(i) + "x");
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }

        assertThat(read(bytes.toByteArray()))
                .hasSize(60)
                .isEqualTo(readByCommonsCompress(bytes.toByteArray()));
    }

    private static TarEntry first(byte[] tar) throws IOException {
        return Objects.requireNonNull(new TarReader(new ByteArrayInputStream(tar)).next());
    }

    @Test
    void a_binary_attribute_keeps_its_bytes() throws IOException {
        // commons-compress writes text only, so the bytes are put in afterwards.
        var tar =
                new Tars()
                        .add(
                                "f",
                                TarConstants.LF_NORMAL,
                                "x",
                                entry ->
                                        entry.addPaxHeader(
                                                "SCHILY.xattr.security.capability", "ABCDEFGH"))
                        .bytes();
        var binary =
                new String(tar, ISO_8859_1)
                        .replace("ABCDEFGH", "\u0001\u0000\u0080\u00ff\n=\u00c3(");

        var xattr = first(binary.getBytes(ISO_8859_1)).xattrs().getFirst();

        assertThat(xattr.name()).isEqualTo("security.capability");
        var value = new byte[8];
        xattr.value().duplicate().get(value);
        assertThat(value).containsExactly(1, 0, 0x80, 0xff, '\n', '=', 0xc3, 0x28);
    }

    @Test
    void a_name_that_is_not_utf8_keeps_its_bytes() throws IOException {
        var tar = new Tars().file("caf#", "x").bytes();
        tar[3] = (byte) 0xe9;
        int sum = Integer.parseInt(new String(tar, 148, 6, UTF_8), 8) + 0xe9 - '#';
        System.arraycopy("%06o".formatted(sum).getBytes(UTF_8), 0, tar, 148, 6);

        assertThat(first(tar).name().bytes()).containsExactly('c', 'a', 'f', 0xe9);
    }

    @Test
    void the_last_file_need_not_fill_its_block() throws IOException {
        var tar = new Tars().file("a", "content").bytes();

        assertThat(read(Arrays.copyOf(tar, 512 + "content".length()))).hasSize(1);
    }

    @Test
    void every_cut_of_a_tar_is_damaged_or_a_shorter_tar_and_nothing_else() throws IOException {
        var tar = new Tars().file("a", "x".repeat(600)).file("b".repeat(150), "y").bytes();
        for (int length = 0; length < tar.length; length += 7) {
            try {
                assertThat(read(Arrays.copyOf(tar, length)).size()).isLessThanOrEqualTo(2);
            } catch (TarDamaged expected) {
                assertThat(expected).hasMessageContaining("it ends in the middle");
            }
        }
    }

    @Test
    void random_damage_never_does_more_than_fail() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var tar = new Tars().file("a", "x").file("b".repeat(150), "y").symlink("c", "d").bytes();
        for (int i = 0; i < 3000; i++) {
            var damaged = tar.clone();
            for (int k = 0; k <= i % 4; k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                read(damaged);
            } catch (TarDamaged expected) {
                assertThat(expected.getMessage()).as("seed %d", seed).isNotEmpty();
            }
        }
    }

    @Test
    void an_extended_header_without_end_is_refused_in_little_memory() {
        var tar =
                new Tars()
                        .add(
                                "x",
                                TarConstants.LF_PAX_EXTENDED_HEADER_LC,
                                new byte[2 << 20],
                                _ -> {})
                        .bytes();

        assertThatThrownBy(() -> read(tar))
                .isInstanceOf(TarDamaged.class)
                .hasMessageContaining("extended header has 2097152 bytes");
    }

    @Test
    void extended_headers_do_not_grow_without_end() {
        var tar = new Tars();
        for (int i = 0; i < 3; i++) {
            var record = "caisson." + i + "=" + "x".repeat(400_000) + "\n";
            var content = (record.length() + 7) + " " + record;
            tar.add("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC, content, _ -> {});
        }
        var bytes = tar.file("x", "y").bytes();

        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(TarDamaged.class)
                .hasMessageContaining("extended headers have");
    }
}
