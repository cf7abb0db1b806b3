package dev.caisson.cli.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.tar.RawText;
import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarEntry.EntryType;
import dev.caisson.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that sends what was not asked for, or names that lead elsewhere.
class ResultFilesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir private Path directory;

    private ResultFiles files(String... written) {
        var stream = new PrintStream(out, true);
        return new ResultFiles(Output.of(List.of(written)), stream, stream);
    }

    private static Map<String, Object> part(long file, byte[] data) {
        return Map.of("file", file, "data", Base64.getEncoder().encodeToString(data));
    }

    private static byte[] tar(String... entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarWriter(bytes)) {
            for (var one : entries) {
                int arrow = one.indexOf("->");
                var name = arrow < 0 ? one : one.substring(0, arrow);
                tar.begin(
                        new TarEntry(
                                arrow < 0 ? EntryType.FILE : EntryType.SYMBOLIC_LINK,
                                RawText.ofText(name),
                                RawText.ofText(arrow < 0 ? "" : one.substring(arrow + 2)),
                                new TarEntry.Ownership(0644, 0, 0, 0, 0),
                                0,
                                TarEntry.Device.NONE,
                                List.of(),
                                TarEntry.Sparse.NOT));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void names_and_links_lead_nowhere_but_beneath_the_directory() throws IOException {
        var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        var asked = directory.resolve("asked");

        for (var hostile :
                new byte[][] {
                    tar("../elsewhere/f"),
                    tar("d/../../elsewhere/f"),
                    tar("l->" + elsewhere, "l/f"),
                    tar("l->../elsewhere", "l/f")
                }) {
            try (var files = files("type=local,dest=" + asked)) {
                files.take(part(0, hostile));
                assertThatThrownBy(files::finish).isInstanceOf(IOException.class);
            }
        }

        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void an_absolute_name_is_beneath_the_directory() throws IOException {
        try (var files = files(directory.resolve("asked").toString())) {
            files.take(part(0, tar("/etc/f")));
            files.finish();
        }

        assertThat(directory.resolve("asked/etc/f")).exists();
    }

    @Test
    void what_was_not_asked_for_is_refused() throws IOException {
        try (var files = files("type=image,name=x", directory.resolve("asked").toString())) {
            assertThatThrownBy(() -> files.take(part(0, new byte[1])))
                    .hasMessageContaining("asked");
            assertThatThrownBy(() -> files.take(part(2, new byte[1])))
                    .hasMessageContaining("asked");
            assertThatThrownBy(() -> files.take(part(-1, new byte[1])))
                    .hasMessageContaining("asked");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void nothing_is_left_of_a_build_that_was_cut_off() throws IOException {
        var place = directory.resolve("result.tar");
        try (var files = files("type=tar,dest=" + place)) {
            files.take(part(0, new byte[100]));
        }

        assertThat(directory).isEmptyDirectory();
    }
}
