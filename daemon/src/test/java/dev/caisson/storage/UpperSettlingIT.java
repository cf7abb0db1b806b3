package dev.caisson.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.Digest;
import dev.caisson.image.Sha256;
import dev.caisson.image.layer.LayerApplier;
import dev.caisson.image.layer.LayerLimits;
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
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Needs root.
@Tag("kernel")
class UpperSettlingIT {
    private static final Set<String> OWN = Set.of("/etc", "/etc/hosts", "/dev", "/dev/pts");

    private static final String FUNCTION =
            """
            setfattr() { python3 - "$2" "$4" "$5" <<'P'
            import os, sys
            os.setxattr(sys.argv[3], sys.argv[1], sys.argv[2].encode())
            P
            }
            """;

    @TempDir Path directory;
    private final Syscalls syscalls = Syscalls.real();
    private Path upper;

    @BeforeEach
    void make() throws IOException {
        upper = Files.createDirectory(directory.resolve("upper"));
    }

    @Test
    void what_is_settled_is_what_one_unpacks_from_its_layer() throws IOException {
        shell(
                """
                mkdir -p a/b etc dev/pts; echo one > a/f; ln a/f a/b/g; ln -s f a/l; mkfifo a/p
                echo root > etc/passwd; : > etc/hosts; chmod 6755 a/b; chown 3:4 a/f; : > empty
                mknod a/gone c 0 0; ln a/gone also-gone; mknod a/null c 1 3
                touch -d '2001-02-03 04:05:06.789 UTC' a/b a/f; touch -h -d '2002-01-01 00:00:00.5' a/l
                setfattr -n trusted.overlay.opaque -v y a/b; setfattr -n trusted.overlay.origin -v x a/f
                setfattr -n trusted.overlay.impure -v y a
                """);

        assertThat(settle(null)).hasValue(9);

        assertThat(upper.resolve("dev")).doesNotExist();
        assertThat(upper.resolve("etc")).isDirectoryContaining("glob:**passwd");
        assertThat(upper.resolve("etc/hosts")).doesNotExist();
        assertThat(difference()).isEmpty();
    }

    @Test
    void nothing_is_younger_than_was_asked_for() throws IOException {
        shell("mkdir d; echo 1 > d/f; ln -s f d/l; touch -d '1990-01-01 UTC' d/old");
        var latest = Instant.parse("2000-01-01T00:00:00Z");

        assertThat(settle(latest)).hasValue(2);

        assertThat(Files.getLastModifiedTime(upper.resolve("d/f")).toInstant()).isEqualTo(latest);
        var old = Files.getLastModifiedTime(upper.resolve("d/old")).toInstant();
        assertThat(old).isEqualTo(Instant.parse("1990-01-01T00:00:00Z"));
        assertThat(difference()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 1 > f; setfattr -n user.note -v x f",
                "mkdir d; setfattr -n user.note -v x d",
                "echo 1 > f; ln f ../elsewhere",
                "echo 1 > f; setfattr -n trusted.overlay.metacopy -v x f",
                "mkdir d; setfattr -n trusted.overlay.redirect -v x d",
                "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"s\")'",
            })
    void what_its_tar_does_not_say_has_to_be_unpacked(String made) {
        shell(made);

        assertThat(settle(null)).isEmpty();
    }

    @Test
    void a_tree_is_moved_to_its_layer_once() throws IOException {
        var layers = new LayerDirectories(syscalls, directory.resolve("layers"));
        var diffId = Sha256.of(new byte[] {1});
        shell("echo 1 > f");

        var layer = layers.adopt(diffId, upper, 2);

        assertThat(upper).doesNotExist();
        assertThat(layer.orElseThrow().directory().resolve("f")).hasContent("1");
        assertThat(layers.find(diffId)).isEqualTo(layer);
        assertThat(layer.get().directory().resolveSibling("fresh")).exists();
        layers.settle();
        assertThat(layer.get().directory().resolveSibling("fresh")).doesNotExist();
        Files.createDirectory(upper);
        shell("echo 2 > g");
        assertThat(layers.adopt(diffId, upper, 2)).isEqualTo(layer);
        assertThat(layer.get().directory().resolve("g")).doesNotExist();
        assertThat(layers.abandoned()).isEmpty();
    }

    private void shell(String script) {
        var whole = FUNCTION + "set -e; umask 022; cd '" + upper + "'\n" + script;
        try {
            var process = new ProcessBuilder("sh", "-c", whole).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private ContainerTree tree() {
        return new ContainerTree(syscalls, open(upper), List.of(), "a layer");
    }

    private Fd open(Path path) {
        int flags = OpenDirectories.DIRECTORY;
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path.toString(), flags, 0));
    }

    private OptionalLong settle(@Nullable Instant latest) {
        try (var tree = tree()) {
            return new UpperSettling(tree, OWN, latest).settle();
        }
    }

    /// To what is unpacked from the layer.
    private java.util.Optional<String> difference() throws IOException {
        var tar = new ByteArrayOutputStream();
        try (var tree = tree()) {
            new TreeArchive(tree).writeLayer(tar, OWN);
        }
        var unpacked = Files.createDirectory(directory.resolve("unpacked"));
        Digest diffId = Sha256.of(tar.toByteArray());
        try (var writer = new KernelTreeWriter(syscalls, open(unpacked))) {
            var in = new ByteArrayInputStream(tar.toByteArray());
            var _ = new LayerApplier(LayerLimits.defaults()).apply(in, diffId, writer, _ -> {});
        }
        try (var wanted = open(unpacked);
                var found = open(upper)) {
            return new TreeComparison(syscalls).difference(wanted, found);
        }
    }
}
