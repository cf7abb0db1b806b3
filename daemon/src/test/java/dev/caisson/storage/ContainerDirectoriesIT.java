package dev.caisson.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Conflict;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Bytes;
import dev.caisson.value.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Needs root.
@Tag("kernel")
class ContainerDirectoriesIT {
    private final Syscalls syscalls = Syscalls.real();
    private final ContainerId id = ContainerId.random();
    @TempDir Path directory;
    private Path root;
    private ContainerDirectories containers;

    @BeforeEach
    void open() throws IOException {
        root = directory.resolve("containers");
        containers = new ContainerDirectories(syscalls, root);
    }

    private int mode(Path path) {
        return syscalls.statx(AtFlag.AT_FDCWD, path.toString(), 0).permissions();
    }

    @Test
    void a_container_gets_its_directories_with_their_modes() throws IOException {
        var made = containers.create(id);

        assertThat(made).isEqualTo(containers.of(id));
        assertThat(mode(root)).isEqualTo(0710);
        assertThat(mode(made.root())).isEqualTo(0710);
        assertThat(mode(made.upper())).isEqualTo(0755);
        assertThat(mode(made.work())).isEqualTo(0700);
        assertThat(mode(made.log())).isEqualTo(0700);
        assertThat(containers.all()).containsExactly(id);
    }

    @Test
    void removal_leaves_nothing_and_follows_no_link() throws IOException {
        var secret = Files.writeString(directory.resolve("secret"), "s");
        var made = containers.create(id);
        Files.createDirectories(made.upper().resolve("a/b/c"));
        Files.writeString(made.upper().resolve("a/b/file"), "x");
        Files.createSymbolicLink(made.upper().resolve("link"), directory);

        containers.remove(id);
        containers.remove(id);

        assertThat(root).isEmptyDirectory();
        assertThat(secret).hasContent("s");
    }

    @Test
    void a_tree_deeper_than_any_path_is_removed() {
        var upper = containers.create(id).upper();
        int fd =
                syscalls.openat(
                        AtFlag.AT_FDCWD,
                        upper.toString(),
                        OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY,
                        0);
        for (int i = 0; i < 3000; i++) {
            syscalls.mkdirat(fd, "deep", 0755);
            int next = syscalls.openat(fd, "deep", OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY, 0);
            syscalls.close(fd);
            fd = next;
        }
        syscalls.close(fd);

        containers.remove(id);

        assertThat(root).isEmptyDirectory();
    }

    @Test
    void what_is_mounted_in_a_container_survives_its_removal() throws IOException {
        var mounted = Files.createDirectory(containers.create(id).upper().resolve("mounted"));
        var inside = mounted;
        syscalls.mount("caisson-test", mounted.toString(), "tmpfs", 0, "size=64k");
        try {
            Files.writeString(mounted.resolve("precious"), "x");

            assertThatThrownBy(() -> containers.remove(id)).isInstanceOf(Conflict.class);

            try (var hidden = Files.newDirectoryStream(root)) {
                inside = hidden.iterator().next().resolve("upper/mounted");
            }
            assertThat(inside.resolve("precious")).hasContent("x");
            assertThat(containers.all()).isEmpty();
        } finally {
            syscalls.umount2(inside.toString(), 0);
        }
        containers.sweep();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void disk_usage_counts_files_once_and_directories_not() throws IOException {
        var upper = containers.create(id).upper();
        Files.createDirectories(upper.resolve("a/b"));
        Files.writeString(upper.resolve("a/b/file"), "12345");
        Files.createLink(upper.resolve("second"), upper.resolve("a/b/file"));
        Files.createSymbolicLink(upper.resolve("link"), Path.of("abc"));

        assertThat(new DiskUsage(syscalls).of(upper)).isEqualTo(new Bytes(8));
        assertThat(new DiskUsage(syscalls).of(directory.resolve("none"))).isEqualTo(new Bytes(0));
    }
}
