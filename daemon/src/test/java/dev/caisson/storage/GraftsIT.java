package dev.caisson.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.Sha256;
import dev.caisson.image.layer.LayerApplier;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.storage.TreeExtraction.Owner;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Syscalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Needs root.
@Tag("kernel")
class GraftsIT {
    private static final Instant EPOCH = Instant.parse("2020-01-01T00:00:00Z");
    private static final String SOURCE =
            """
            mkdir -p from/a/b from/keys from/left; echo one > from/a/f; ln from/a/f from/a/b/g
            ln -s f from/a/l; mkfifo from/p; echo key > from/keys/k; echo x > from/left/x
            chmod 6755 from/a/b; chown 3:4 from/a/f; printf '' > from/empty; mknod from/null c 1 3
            touch -d '2031-02-03 04:05:06.789 UTC' from/a/f; touch -d '2001-01-01 UTC' from/a/b
            python3 -c 'import os; os.setxattr("from/empty", "user.note", b"x")'
            touch "from/$(printf '\\377')"
            """;

    @TempDir Path directory;
    private final Syscalls syscalls = Syscalls.real();

    @BeforeEach
    void make() {
        shell("mkdir copied grafted unpacked\n" + SOURCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "mkdir a; touch -d '2000-01-01 UTC' a",
                "mkdir a; echo old > a/l; echo old > a/other",
                "mkdir -p a/b left; echo other > a/b/h; ln -s nowhere null",
                "mkdir -p a/b keys; echo old > keys/k; echo old > zz",
            })
    void a_layer_with_grafts_is_the_layer_of_a_copy(String there) throws IOException {
        shell("for at in copied grafted; do cd $at; " + there + "; cd ..; done");
        var options = new TreeCopy.Options(new Owner(0, 0), null, path -> path.startsWith("left"));
        var grafts = new Grafts(EPOCH);

        try (var from = tree("from");
                var copied = tree("copied");
                var grafted = tree("grafted")) {
            new TreeCopy(from, copied, options).copyContents("/", "/");
            new TreeCopy(from, grafted, options, grafts).copyContents("/", "/");

            var tar = layer(grafted, grafts);
            assertThat(unpacked(tar, "unpacked"))
                    .isEqualTo(unpacked(layer(copied, new Grafts(EPOCH)), "unpacked-copy"));
            var _ = new UpperSettling(grafted, Set.of(), EPOCH).settle();
            long _ = grafts.bring(grafted, EPOCH);
            assertThat(difference("unpacked", "grafted")).isEmpty();
            assertThat(difference("unpacked", "unpacked-copy")).isEmpty();
        }
    }

    @Test
    void nothing_is_copied_where_nothing_is() throws IOException {
        var grafts = new Grafts(EPOCH);
        var options = new TreeCopy.Options(null, null, _ -> false);
        try (var from = tree("from");
                var grafted = tree("grafted")) {
            new TreeCopy(from, grafted, options, grafts).copyContents("/", "/");

            assertThat(grafts.isAll()).isTrue();
            assertThat(directory.resolve("grafted")).isEmptyDirectory();
            assertThat(grafts.bring(grafted, null)).isEqualTo(4 + 4 + 2);
            assertThat(directory.resolve("grafted/a/b/g")).hasContent("one");
        }
    }

    @Test
    void one_file_comes_under_another_name_and_with_other_rights() throws IOException {
        shell("mkdir grafted/d; ln -s a/f from/way");
        var grafts = new Grafts(EPOCH);
        var options = new TreeCopy.Options(new Owner(7, 8), (_, _) -> 0400, _ -> false);
        try (var from = tree("from");
                var grafted = tree("grafted")) {
            new TreeCopy(from, grafted, options, grafts).copy("/way", "/d/new");

            var tar = layer(grafted, grafts);
            assertThat(unpacked(tar, "unpacked")).isNotNull();
            var made = directory.resolve("unpacked/d/new");
            assertThat(made).hasContent("one");
            assertThat(Files.getAttribute(made, "unix:mode")).isEqualTo(0100400);
            assertThat(Files.getAttribute(made, "unix:uid")).isEqualTo(7);
            assertThat(Files.getLastModifiedTime(made).toInstant()).isEqualTo(EPOCH);
            long _ = grafts.bring(grafted, EPOCH);
            assertThat(difference("unpacked", "grafted")).isEmpty();
        }
    }

    @Test
    void what_meets_something_is_copied() throws IOException {
        shell("echo old > grafted/empty");
        var grafts = new Grafts(EPOCH);
        var options = new TreeCopy.Options(null, null, _ -> false);
        try (var from = tree("from");
                var grafted = tree("grafted")) {
            new TreeCopy(from, grafted, options, grafts).copyContents("/", "/");
        }

        assertThat(grafts.isAll()).isFalse();
        assertThat(directory.resolve("grafted/empty")).isEmptyFile();
        assertThat(directory.resolve("grafted/a")).doesNotExist();
    }

    private static byte[] layer(ContainerTree tree, Grafts grafts) throws IOException {
        var tar = new ByteArrayOutputStream();
        new TreeArchive(tree).writeLayer(tar, Set.of(), EPOCH, grafts, EPOCH);
        return tar.toByteArray();
    }

    /// @return the names in the tar
    private List<String> unpacked(byte[] tar, String name) throws IOException {
        var to = Files.createDirectories(directory.resolve(name));
        try (var writer = new KernelTreeWriter(syscalls, open(to))) {
            var in = new ByteArrayInputStream(tar);
            var limits = LayerLimits.defaults();
            var _ = new LayerApplier(limits).apply(in, Sha256.of(tar), writer, _ -> {});
        }
        var file = Files.write(directory.resolve(name + ".tar"), tar);
        return shell("tar -tvf " + file).lines().toList();
    }

    private Optional<String> difference(String one, String other) {
        try (var wanted = open(directory.resolve(one));
                var found = open(directory.resolve(other))) {
            return new TreeComparison(syscalls).difference(wanted, found);
        }
    }

    private ContainerTree tree(String name) {
        return new ContainerTree(syscalls, open(directory.resolve(name)), List.of(), name);
    }

    private Fd open(Path path) {
        int flags = OpenDirectories.DIRECTORY;
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path.toString(), flags, 0));
    }

    private String shell(String script) {
        var whole = "set -e; umask 022; cd '" + directory + "'\n" + script;
        try {
            var process = new ProcessBuilder("sh", "-c", whole).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
