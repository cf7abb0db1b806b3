package dev.caisson.cli.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What comes out of a container stays in the directory that was asked for.
class FileTreeTest {
    @TempDir Path directory;

    @Test
    void a_tree_that_was_written_comes_back() throws IOException {
        var source = Files.createDirectories(directory.resolve("source/deep"));
        Files.writeString(source.resolve("file"), "content");
        Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        Files.createLink(source.resolve("twin"), source.resolve("file"));
        var out = new ByteArrayOutputStream();
        var tar = new FileTar(out, FileTar.Detail.EVERYTHING);
        tar.addTree("new", directory.resolve("source"));
        tar.close();

        extract(out.toByteArray());

        var back = directory.resolve("target/new/deep");
        assertThat(back.resolve("file")).hasContent("content");
        assertThat(Files.readSymbolicLink(back.resolve("link"))).isEqualTo(Path.of("file"));
        assertThat(Files.isSameFile(back.resolve("twin"), back.resolve("file"))).isTrue();
    }

    @Test
    void a_link_in_the_archive_leads_nothing_elsewhere() throws IOException {
        var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        var out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out)) {
            link(tar, "way", elsewhere.toString());
            file(tar, "way/file");
        }

        assertThatThrownBy(() -> extract(out.toByteArray()))
                .hasMessageContaining("leads through")
                .hasMessageContaining("way/file");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_file_takes_the_place_of_a_link_and_not_of_what_that_leads_to() throws IOException {
        var kept = Files.writeString(directory.resolve("kept"), "kept");
        var out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out)) {
            link(tar, "file", kept.toString());
            file(tar, "file");
        }

        extract(out.toByteArray());

        assertThat(kept).hasContent("kept");
        assertThat(directory.resolve("target/file")).hasContent("new");
    }

    @Test
    void names_that_lead_upwards_are_refused() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out)) {
            file(tar, "a/../../file");
        }

        assertThatThrownBy(() -> extract(out.toByteArray()))
                .hasMessageContaining("leads elsewhere");
        assertThat(directory.resolve("file")).doesNotExist();
    }

    private void extract(byte[] archive) throws IOException {
        var target = Files.createDirectories(directory.resolve("target"));
        new FileTree(target, false, name -> {})
                .extract(new ByteArrayInputStream(archive), name -> name);
    }

    private static void link(TarArchiveOutputStream tar, String name, String target)
            throws IOException {
        var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream tar, String name) throws IOException {
        var entry = new TarArchiveEntry(name, true);
        var content = "new".getBytes(StandardCharsets.UTF_8);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
