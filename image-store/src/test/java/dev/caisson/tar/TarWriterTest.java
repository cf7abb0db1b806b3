package dev.caisson.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.tar.TarEntry.Device;
import dev.caisson.tar.TarEntry.EntryType;
import dev.caisson.tar.TarEntry.Ownership;
import dev.caisson.tar.TarEntry.Sparse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarWriterTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 101, 255, 300})
    void names_of_every_length_come_back(int length) throws IOException {
        var name = "n".repeat(length);
        var entry = entry(EntryType.SYMBOLIC_LINK, name, "t".repeat(length), 0, 1000, List.of());

        var back = new TarReader(new ByteArrayInputStream(written(entry, ""))).next();

        assertThat(back).isEqualTo(entry);
    }

    @Test
    void what_fits_in_no_header_comes_back() throws IOException {
        var capability = new byte[] {1, 0, 0, 2, (byte) 0x80, (byte) 0xff, 0, '\n'};
        var attributes = List.of(new Xattr("security.capability", ByteBuffer.wrap(capability)));
        var entry = entry(EntryType.FILE, "caf\u00ff/a", "", 3, 4_294_967_294L, attributes);

        var back = new TarReader(new ByteArrayInputStream(written(entry, "abc"))).next();

        assertThat(back).isEqualTo(entry);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, 1",
        "1700000000, 789012345",
        "-1, 999999999",
        "-1, 1",
        "-3600, 500000000",
        "-3600, 0",
        "99999999999, 100000000"
    })
    void times_come_back_to_the_nanosecond(long seconds, int nanos) throws IOException {
        var plain = entry(EntryType.DIRECTORY, "a/", "", 0, 0, List.of());
        var entry =
                new TarEntry(
                        plain.type(),
                        plain.name(),
                        plain.link(),
                        new Ownership(0755, 1, 2, seconds, nanos),
                        0,
                        plain.device(),
                        List.of(),
                        plain.sparse());
        var bytes = written(entry, "");

        assertThat(new TarReader(new ByteArrayInputStream(bytes)).next()).isEqualTo(entry);
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
            assertThat(tar.getNextEntry().getLastModifiedTime().toInstant())
                    .isEqualTo(Instant.ofEpochSecond(seconds, nanos));
        }
    }

    @Test
    void another_reader_agrees() throws IOException {
        var name = "long/" + "x".repeat(200);
        var bytes = written(entry(EntryType.FILE, name, "", 5, 7, List.of()), "hello");

        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
            var entry = tar.getNextEntry();
            assertThat(entry.getName()).isEqualTo(name);
            assertThat(entry.getLongUserId()).isEqualTo(7);
            assertThat(new String(tar.readAllBytes(), UTF_8)).isEqualTo("hello");
            assertThat(tar.getNextEntry()).isNull();
        }
    }

    @Test
    void a_file_gets_as_many_bytes_as_were_said() throws IOException {
        var tar = new TarWriter(new ByteArrayOutputStream());
        var entry = entry(EntryType.FILE, "a", "", 3, 0, List.of());
        tar.begin(entry);

        assertThatThrownBy(() -> tar.content("abcd".getBytes(ISO_8859_1), 0, 4))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> tar.begin(entry)).isInstanceOf(IOException.class);
    }

    private static byte[] written(TarEntry entry, String content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var tar = new TarWriter(out)) {
            tar.begin(entry);
            tar.content(content.getBytes(UTF_8), 0, content.length());
        }
        assertThat(out.size() % 512).isZero();
        return out.toByteArray();
    }

    private static TarEntry entry(
            EntryType type, String name, String link, long size, long uid, List<Xattr> xattrs) {
        return new TarEntry(
                type,
                new RawText(name),
                new RawText(link),
                new Ownership(0755, uid, 5, 1_700_000_000L, 0),
                size,
                Device.NONE,
                xattrs,
                Sparse.NOT);
    }
}
