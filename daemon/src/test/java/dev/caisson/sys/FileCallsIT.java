package dev.caisson.sys;

import static dev.caisson.sys.AtFlag.AT_FDCWD;
import static dev.caisson.sys.AtFlag.AT_SYMLINK_NOFOLLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files, directories and their attributes on a real file system.
@Tag("kernel")
class FileCallsIT {
    private final Syscalls syscalls = Syscalls.real();

    @TempDir private Path directory;
    private Fd root;

    @BeforeEach
    void openDirectory() {
        root = open(AT_FDCWD, directory.toString(), OpenFlag.O_DIRECTORY);
    }

    @AfterEach
    void closeDirectory() {
        root.close();
    }

    private Fd open(int dirFd, String path, int flags) {
        return Fd.of(syscalls, syscalls.openat(dirFd, path, flags, 0600));
    }

    private Fd create(String name) {
        return open(root.number(), name, OpenFlag.O_RDWR | OpenFlag.O_CREAT | OpenFlag.O_EXCL);
    }

    @Test
    void bytes_are_written_and_read_back_by_arrays_and_by_buffers() {
        try (var file = create("f")) {
            syscalls.writeAll(file.number(), new byte[200_000]);
            syscalls.pwrite(file.number(), new byte[] {9, 1, 2, 3}, 1, 3, 100_000);
            var direct = ByteBuffer.allocateDirect(150_000);
            assertThat(syscalls.pread(file.number(), direct, 100_000)).isEqualTo(100_000);
            assertThat(direct.position()).isEqualTo(100_000);
            assertThat(direct.get(0)).isEqualTo((byte) 1);
            assertThat(direct.get(2)).isEqualTo((byte) 3);
            var array = new byte[4];
            assertThat(syscalls.pread(file.number(), array, 1, 2, 100_001)).isEqualTo(2);
            assertThat(array).containsExactly(0, 2, 3, 0);
            assertThat(syscalls.fstat(file.number()).size()).isEqualTo(200_000);
        }
    }

    @Test
    void every_new_descriptor_is_close_on_exec() {
        var pipe = syscalls.pipe2(0);
        var fds =
                new ArrayList<>(
                        List.of(
                                pipe.reader(),
                                pipe.writer(),
                                syscalls.memfdCreate("caisson-test", 0),
                                syscalls.epollCreate1(),
                                syscalls.eventfd(0, 0),
                                syscalls.inotifyInit1(0),
                                syscalls.pidfdOpen(syscalls.getpid()),
                                syscalls.socket(Socket.AF_NETLINK, Socket.SOCK_RAW, 0),
                                syscalls.openat2(root.number(), ".", 0, 0, 0)));
        try {
            assertThat(fds)
                    .allSatisfy(
                            fd ->
                                    assertThat(syscalls.fcntl(fd, Fcntl.F_GETFD, 0))
                                            .isEqualTo(Fcntl.FD_CLOEXEC));
        } finally {
            fds.forEach(syscalls::close);
        }
    }

    @Test
    void openat2_resolves_inside_the_root_only() {
        syscalls.symlinkat("/etc/passwd", root.number(), "out");
        assertThatThrownBy(
                        () ->
                                syscalls.openat2(
                                        root.number(), "out", 0, 0, OpenFlag.RESOLVE_IN_ROOT))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.ENOENT));
        assertThatThrownBy(
                        () ->
                                syscalls.openat2(
                                        root.number(), "../x", 0, 0, OpenFlag.RESOLVE_BENEATH))
                .hasMessage(
                        "openat2 ../x in fd %d: EXDEV (Invalid cross-device link)"
                                .formatted(root.number()));
    }

    @Test
    void a_name_that_is_not_utf_8_survives_listing_and_opening() {
        var odd = "caf\udce9-\u00e9\u20ac\ud83d\ude00\udcff";
        create(odd).close();

        var listed = syscalls.getdents64(root.number());

        assertThat(listed).extracting(DirectoryEntry::name).containsExactly(odd);
        syscalls.unlinkat(root.number(), listed.getFirst().name(), 0);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void all_of_a_large_directory_is_listed() {
        var names = new ArrayList<String>();
        for (int i = 0; i < 3000; i++) {
            var name = "a-rather-long-name-of-a-file-%05d".formatted(i);
            syscalls.linkat(AT_FDCWD, self(), root.number(), name, 0);
            names.add(name);
        }
        var entries = syscalls.getdents64(root.number());
        assertThat(entries)
                .extracting(DirectoryEntry::name)
                .containsAll(names)
                .hasSize(names.size() + 1);
        assertThat(entries).allMatch(entry -> entry.type() == FileMode.S_IFREG);
    }

    private String self() {
        var path = directory.resolve("self");
        if (!path.toFile().exists()) create("self").close();
        return path.toString();
    }

    @Test
    void owners_modes_and_nanosecond_times_are_kept() {
        create("f").close();
        var modified = new FileTimestamp(1_234_567_890L, 123_456_789);
        syscalls.fchownat(root.number(), "f", 70_000, -1, AT_SYMLINK_NOFOLLOW);
        syscalls.fchmodat(root.number(), "f", 04751);
        syscalls.utimensat(root.number(), "f", null, modified, AT_SYMLINK_NOFOLLOW);

        var status = syscalls.statx(root.number(), "f", AT_SYMLINK_NOFOLLOW);

        assertThat(status.owner()).isEqualTo(new FileStatus.Owner(70_000, 0));
        assertThat(status.permissions()).isEqualTo(04751);
        assertThat(status.isRegular()).isTrue();
        assertThat(status.times().modified()).isEqualTo(modified);
        assertThat(status.mountId()).isPositive();
    }

    @Test
    void nodes_are_made_with_their_device_numbers() {
        syscalls.mknodat(root.number(), "null", FileMode.S_IFCHR | 0600, 1, 3);
        syscalls.mknodat(root.number(), "large", FileMode.S_IFBLK | 0600, 259, 70_000);
        syscalls.mkfifoat(root.number(), "fifo", 0600);

        assertThat(syscalls.statx(root.number(), "null", 0).special())
                .isEqualTo(new FileStatus.DeviceNumber(1, 3));
        assertThat(syscalls.statx(root.number(), "large", 0).special())
                .isEqualTo(new FileStatus.DeviceNumber(259, 70_000));
        assertThat(syscalls.statx(root.number(), "fifo", 0).type()).isEqualTo(FileMode.S_IFIFO);
    }

    @Test
    void extended_attributes_are_set_listed_and_removed_also_on_links() {
        syscalls.symlinkat("nowhere", root.number(), "link");
        var link = directory.resolve("link").toString();
        syscalls.lsetxattr(link, "trusted.caisson", new byte[] {1, 0, 2}, AtFlag.XATTR_CREATE);

        assertThat(syscalls.llistxattr(link)).contains("trusted.caisson");
        assertThat(syscalls.lgetxattr(link, "trusted.caisson")).containsExactly(1, 0, 2);
        syscalls.lremovexattr(link, "trusted.caisson");
        assertThatThrownBy(() -> syscalls.lgetxattr(link, "trusted.caisson"))
                .hasMessageStartingWith("lgetxattr trusted.caisson of " + link + ": ENODATA");

        try (var file = create("f")) {
            syscalls.fsetxattr(file.number(), "user.a", new byte[0], 0);
            assertThat(syscalls.fgetxattr(file.number(), "user.a")).isEmpty();
            assertThat(syscalls.flistxattr(file.number())).contains("user.a");
        }
        try (var path = open(root.number(), "f", OpenFlag.O_PATH)) {
            assertThat(syscalls.getxattr(path.path(), "user.a")).isEmpty();
        }
    }

    @Test
    void renames_can_refuse_to_replace_and_can_exchange() {
        create("a").close();
        syscalls.mkdirat(root.number(), "b", 0700);

        assertThatThrownBy(
                        () ->
                                syscalls.renameat2(
                                        root.number(),
                                        "a",
                                        root.number(),
                                        "b",
                                        AtFlag.RENAME_NOREPLACE))
                .hasMessageContaining("EEXIST");
        syscalls.renameat2(root.number(), "a", root.number(), "b", AtFlag.RENAME_EXCHANGE);

        assertThat(directory.resolve("a")).isDirectory();
        assertThat(directory.resolve("b")).isRegularFile();
    }

    @Test
    void a_lock_is_refused_to_another_open_file() {
        try (var mine = create("f");
                var other = open(root.number(), "f", 0)) {
            syscalls.flock(mine.number(), OpenFlag.LOCK_EX);
            assertThatThrownBy(
                            () ->
                                    syscalls.flock(
                                            other.number(), OpenFlag.LOCK_SH | OpenFlag.LOCK_NB))
                    .hasMessageContaining("EAGAIN");
            syscalls.flock(mine.number(), OpenFlag.LOCK_UN);
            syscalls.flock(other.number(), OpenFlag.LOCK_SH | OpenFlag.LOCK_NB);
        }
    }

    @Test
    void holes_are_found_and_files_are_synced() {
        try (var file = create("f")) {
            syscalls.ftruncate(file.number(), 1 << 20);
            syscalls.pwrite(file.number(), new byte[] {1}, 0, 1, 1 << 19);
            assertThat(syscalls.lseek(file.number(), 0, OpenFlag.SEEK_DATA)).isEqualTo(1 << 19);
            syscalls.syncFileRange(file.number(), 0, 0, OpenFlag.SYNC_FILE_RANGE_WRITE);
            syscalls.fdatasync(file.number());
            syscalls.fsync(file.number());
        }
        syscalls.fsync(root.number());
    }

    @Test
    void a_string_with_a_nul_never_reaches_the_kernel() {
        assertThatThrownBy(() -> syscalls.mkdirat(root.number(), "a\0b", 0700))
                .hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> syscalls.mkdirat(root.number(), "x".repeat(4096), 0700))
                .hasMessageContaining("ENAMETOOLONG");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_sealed_memfd_cannot_be_changed() {
        try (var memory =
                Fd.of(syscalls, syscalls.memfdCreate("caisson-x", Fcntl.MFD_ALLOW_SEALING))) {
            syscalls.writeAll(memory.number(), "text".getBytes(StandardCharsets.US_ASCII));
            syscalls.fcntl(memory.number(), Fcntl.F_ADD_SEALS, Fcntl.F_SEAL_WRITE);
            assertThatThrownBy(() -> syscalls.write(memory.number(), new byte[1], 0, 1))
                    .hasMessageContaining("EPERM");
        }
    }
}
