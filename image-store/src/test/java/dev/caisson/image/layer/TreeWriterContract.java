package dev.caisson.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every tree writer holds to, driven by the tars that test it, hostile ones among them.
public abstract class TreeWriterContract {
    private static final Instant TIME = Instant.parse("2023-11-14T22:13:20Z");

    @TempDir protected Path directory;
    protected Path root;
    private Path outside;

    /// A writer into an empty directory.
    protected abstract TreeWriter writer(Path root) throws IOException;

    /// `whiteout`, `opaque` or empty: what the tree says of a place beneath the root.
    protected abstract String mark(String place) throws IOException;

    @BeforeEach
    void makeDirectories() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        outside = Files.createDirectory(directory.resolve("outside"));
    }

    protected LayerApplier.Applied apply(Tars tar) throws IOException {
        return apply(tar, LayerLimits.defaults());
    }

    protected LayerApplier.Applied apply(Tars tar, LayerLimits limits) throws IOException {
        var bytes = tar.bytes();
        try (var tree = writer(root)) {
            return new LayerApplier(limits)
                    .apply(new ByteArrayInputStream(bytes), Tars.digest(bytes), tree, _ -> {});
        }
    }

    private void assertRefused(Tars tar, String entry) throws IOException {
        assertThatThrownBy(() -> apply(tar))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(FaultCode.LAYER_ENTRY_REFUSED);
                            assertThat(fault.arguments().getFirst()).isEqualTo(entry);
                        });
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void files_directories_and_links_come_out_as_they_went_in() throws IOException {
        var applied =
                apply(
                        new Tars()
                                .directory("./")
                                .directory("etc")
                                .file("etc/name", "caisson")
                                .symlink("etc/link", "/anywhere/../at all")
                                .hardlink("second", "etc/name"));

        assertThat(root.resolve("etc/name")).hasContent("caisson");
        assertThat(Files.readSymbolicLink(root.resolve("etc/link")))
                .hasToString("/anywhere/../at all");
        assertThat(Files.isSameFile(root.resolve("second"), root.resolve("etc/name"))).isTrue();
        assertThat(applied.size()).isEqualTo(7);
        assertThat(applied.entries()).isEqualTo(5);
    }

    @Test
    void times_of_directories_survive_what_is_put_into_them() throws IOException {
        apply(new Tars().directory("./").directory("a").directory("a/b").file("a/b/c", "x"));

        for (var place : new String[] {"", "a", "a/b", "a/b/c"}) {
            assertThat(Files.getLastModifiedTime(root.resolve(place)).toInstant()).isEqualTo(TIME);
        }
    }

    @Test
    void nanoseconds_of_a_time_are_kept() throws IOException {
        var time = FileTime.from(Instant.parse("2024-01-01T00:00:00.1234567Z"));

        apply(
                new Tars()
                        .add(
                                "f",
                                TarConstants.LF_NORMAL,
                                "x",
                                entry -> entry.addPaxHeader("mtime", "1704067200.1234567")));

        assertThat(Files.getLastModifiedTime(root.resolve("f"))).isEqualTo(time);
    }

    @Test
    void missing_parents_are_made() throws IOException {
        apply(new Tars().file("a/b/c", "x"));

        assertThat(root.resolve("a/b/c")).hasContent("x");
    }

    @Test
    void a_later_entry_replaces_an_earlier_one() throws IOException {
        apply(
                new Tars()
                        .file("file", "old")
                        .file("file", "new")
                        .directory("tree")
                        .file("tree/deep/file", "gone")
                        .file("tree", "a file now")
                        .symlink("link", "file")
                        .directory("link")
                        .file("link/inside", "x")
                        .directory("kept")
                        .file("kept/file", "still")
                        .directory("kept"));

        assertThat(root.resolve("file")).hasContent("new");
        assertThat(root.resolve("tree")).hasContent("a file now");
        assertThat(root.resolve("link").toRealPath()).isEqualTo(root.toRealPath().resolve("link"));
        assertThat(root.resolve("kept/file")).hasContent("still");
    }

    @Test
    void whiteouts_hide_what_is_below_but_not_what_the_layer_has() throws IOException {
        apply(
                new Tars()
                        .file("dir/.wh.gone", "")
                        .file("own", "stays")
                        .file(".wh.own", "")
                        .directory("tree")
                        .file("tree/file", "stays")
                        .file(".wh.tree", "")
                        .file(".wh.later", "")
                        .directory("later")
                        .file(".wh.implicit", "")
                        .file("implicit/file", "x")
                        .file("opaque/.wh..wh..opq", "")
                        .file(".wh..wh.plnk", "aufs"));

        assertThat(mark("dir/gone")).isEqualTo("whiteout");
        assertThat(root.resolve("own")).hasContent("stays");
        assertThat(root.resolve("tree/file")).hasContent("stays");
        assertThat(mark("tree")).isEqualTo("opaque");
        assertThat(mark("later")).isEqualTo("opaque");
        assertThat(mark("implicit")).isEqualTo("opaque");
        assertThat(mark("opaque")).isEqualTo("opaque");
        try (var names = Files.list(root)) {
            assertThat(names.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("dir", "own", "tree", "later", "implicit", "opaque");
        }
    }

    @Test
    void an_opaque_root_is_reported() throws IOException {
        assertThat(apply(new Tars().file(".wh..wh..opq", "")).isOpaque()).isTrue();
    }

    @Test
    void a_name_that_leads_upwards_is_refused() throws IOException {
        assertRefused(new Tars().file("../outside/x", "x"), "../outside/x");
        assertRefused(new Tars().file("a/../../outside/x", "x"), "a/../../outside/x");
        assertRefused(new Tars().hardlink("x", "../outside/y"), "../outside/y");
        assertRefused(new Tars().file("a/.wh...", ""), "a/.wh...");
    }

    @Test
    void an_absolute_name_is_refused() throws IOException {
        var name = outside.resolve("x").toString();

        assertRefused(new Tars().file(name, "x"), name);
    }

    @Test
    void a_symbolic_link_as_parent_is_followed_inside() throws IOException {
        apply(
                new Tars()
                        .directory("usr/lib")
                        .symlink("lib", "usr/lib")
                        .symlink("lib64", "/lib")
                        .symlink("usr/local", "../lib64/local")
                        .file("lib/a", "1")
                        .file("lib64/b/c", "2")
                        .file("usr/local/d", "3")
                        .directory("lib/e")
                        .hardlink("lib64/f", "lib/a")
                        .symlink("lib/g", "a"));

        assertThat(root.resolve("usr/lib/a")).hasContent("1");
        assertThat(root.resolve("usr/lib/b/c")).hasContent("2");
        assertThat(root.resolve("usr/lib/local/d")).hasContent("3");
        assertThat(root.resolve("usr/lib/e")).isDirectory();
        assertThat(Files.isSameFile(root.resolve("usr/lib/f"), root.resolve("usr/lib/a"))).isTrue();
        assertThat(root.resolve("usr/lib/g")).isSymbolicLink();
        assertThat(root.resolve("lib")).isSymbolicLink();
    }

    @Test
    void what_is_hidden_through_a_symbolic_link_is_hidden_where_it_leads() throws IOException {
        apply(
                new Tars()
                        .directory("usr/lib/tree")
                        .symlink("lib", "usr/lib")
                        .file("lib/.wh.gone", "")
                        .file("lib/tree/.wh..wh..opq", ""));

        assertThat(mark("usr/lib/gone")).isEqualTo("whiteout");
        assertThat(mark("usr/lib/tree")).isEqualTo("opaque");
    }

    @Test
    void a_symbolic_link_that_leads_out_leads_inside() throws IOException {
        var absolute = outside.toString().substring(1);
        apply(
                new Tars()
                        .symlink("absolute", "/" + absolute)
                        .symlink("upwards", "../../../../../../outside")
                        .symlink("etc-of-host", "/etc")
                        .file("absolute/x", "1")
                        .file("upwards/y", "2")
                        .file("etc-of-host/caisson-test", "3"));

        assertThat(outside).isEmptyDirectory();
        assertThat(Path.of("/etc/caisson-test")).doesNotExist();
        assertThat(root.resolve(absolute).resolve("x")).hasContent("1");
        assertThat(root.resolve("outside/y")).hasContent("2");
        assertThat(root.resolve("etc/caisson-test")).hasContent("3");
    }

    @Test
    void symbolic_links_that_lead_nowhere_are_refused() throws IOException {
        assertRefused(new Tars().symlink("a", "a").file("a/x", "x"), "a/x");
        assertRefused(new Tars().symlink("b", "/c").symlink("c", "b").file("b/x", "x"), "b/x");
        assertRefused(new Tars().symlink("etc", "/etc").file("etc/x", "x"), "etc/x");
        var deeper = new Tars().symlink("d", "d/d/d/d/d/d/d/d");
        assertRefused(deeper.file("d/x", "x"), "d/x");
    }

    @Test
    void a_symbolic_link_to_a_file_is_no_parent() throws IOException {
        assertThatThrownBy(
                        () ->
                                apply(
                                        new Tars()
                                                .file("file", "x")
                                                .symlink("link", "file")
                                                .file("link/x", "x")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no directory");
    }

    @Test
    void a_directory_that_replaces_what_a_link_leads_to_is_written_to() throws IOException {
        apply(
                new Tars()
                        .directory("real")
                        .symlink("link", "real")
                        .file("link/old", "x")
                        .file("real", "a file meanwhile")
                        .directory("real")
                        .file("link/new", "y"));

        assertThat(root.resolve("real/new")).hasContent("y");
        assertThat(root.resolve("real/old")).doesNotExist();
    }

    @Test
    void a_file_written_to_a_symbolic_link_replaces_the_link() throws IOException {
        apply(new Tars().symlink("x", outside.resolve("x").toString()).file("x", "inside"));

        assertThat(outside).isEmptyDirectory();
        assertThat(root.resolve("x")).isRegularFile().hasContent("inside");
    }

    @Test
    void a_hard_link_through_a_symbolic_link_stays_inside() throws IOException {
        Files.writeString(directory.resolve("secret"), "s");

        assertRefused(
                new Tars().symlink("up", directory.toString()).hardlink("x", "up/secret"), "x");
        assertThat(Files.getAttribute(directory.resolve("secret"), "unix:nlink")).isEqualTo(1);
    }

    @Test
    void a_hard_link_to_a_symbolic_link_links_the_link() throws IOException {
        apply(new Tars().symlink("link", "/etc/passwd").hardlink("x", "link"));

        assertThat(root.resolve("x")).isSymbolicLink();
    }

    @Test
    void a_hard_link_without_a_target_is_refused() throws IOException {
        assertRefused(new Tars().hardlink("x", "missing"), "x");
        assertRefused(new Tars().hardlink("x", "x"), "x");
        assertRefused(new Tars().directory("d").hardlink("x", "d"), "x");
    }

    @Test
    void the_target_of_a_hard_link_may_be_written_from_the_root_on() throws IOException {
        apply(new Tars().file("a", "x").hardlink("b", "/a"));

        assertThat(root.resolve("b")).hasContent("x");
    }

    @Test
    void a_parent_that_is_a_file_is_refused() throws IOException {
        assertRefused(new Tars().file("a", "x").file("a/b", "x"), "a/b");
    }

    @Test
    void the_root_can_only_be_a_directory() throws IOException {
        assertRefused(new Tars().symlink("./", "/etc"), "./");
    }

    @Test
    void a_deep_tree_is_written_and_too_deep_a_one_refused() throws IOException {
        apply(new Tars().file("d/".repeat(300) + "leaf", "x"));

        assertThat(root.resolve("d/".repeat(300) + "leaf")).hasContent("x");
        assertThatThrownBy(() -> apply(new Tars().file("d/".repeat(1100) + "leaf", "x")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("deeper than 1024");
    }

    @Test
    void too_many_entries_and_too_many_bytes_are_refused() {
        var limits = new LayerLimits(3, 100, 1100, 1 << 20, 16);

        assertThatThrownBy(
                        () ->
                                apply(
                                        new Tars()
                                                .file("1", "")
                                                .file("2", "")
                                                .file("3", "")
                                                .file("4", ""),
                                        limits))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        fault ->
                                assertThat(fault.code()).isEqualTo(FaultCode.IMAGE_LIMIT_EXCEEDED));
        assertThatThrownBy(() -> apply(new Tars().file("1", new byte[101]), limits))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("more than 100 bytes");
    }

    @Test
    void a_huge_sparse_file_is_refused_before_it_is_made() {
        var tar =
                new Tars()
                        .add(
                                "huge",
                                TarConstants.LF_NORMAL,
                                "",
                                entry -> {
                                    entry.addPaxHeader("XXX.sparse.size", "1125899906842624");
                                    entry.addPaxHeader("XXX.sparse.numblocks", "0");
                                })
                        .replacing("XXX.sparse", "GNU.sparse");

        assertThatThrownBy(() -> apply(tar))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("bytes");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void holes_of_a_sparse_file_are_zeros() throws IOException {
        apply(
                new Tars()
                        .add(
                                "sparse",
                                TarConstants.LF_NORMAL,
                                "onetwo",
                                entry -> {
                                    entry.addPaxHeader("XXX.sparse.size", "1048576");
                                    entry.addPaxHeader("XXX.sparse.map", "0,3,524288,3");
                                })
                        .replacing("XXX.sparse", "GNU.sparse"));

        var content = Files.readAllBytes(root.resolve("sparse"));
        assertThat(content).hasSize(1 << 20);
        assertThat(new String(content, 0, 3, StandardCharsets.US_ASCII)).isEqualTo("one");
        assertThat(new String(content, 1 << 19, 3, StandardCharsets.US_ASCII)).isEqualTo("two");
    }

    @Test
    void a_wrong_digest_is_refused() throws IOException {
        var bytes = new Tars().file("a", "x").bytes();
        try (var tree = writer(root)) {
            assertThatThrownBy(
                            () ->
                                    new LayerApplier(LayerLimits.defaults())
                                            .apply(
                                                    new ByteArrayInputStream(bytes),
                                                    Tars.digest(new byte[1]),
                                                    tree,
                                                    _ -> {}))
                    .isInstanceOfSatisfying(
                            InvalidInput.class,
                            fault ->
                                    assertThat(fault.code())
                                            .isEqualTo(FaultCode.LAYER_DIFF_ID_MISMATCH));
        }
    }
}
