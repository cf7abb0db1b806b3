package dev.caisson.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.fault.Fault;
import dev.caisson.image.layer.LayerApplier;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.layer.TreeWriter;
import dev.caisson.image.layer.TreeWriterContract;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract on the real kernel, and what plain files cannot show. Needs root.
@Tag("kernel")
class KernelTreeWriterIT extends TreeWriterContract {
    private final Syscalls syscalls = Syscalls.real();

    @Override
    protected TreeWriter writer(Path root) {
        int fd =
                syscalls.openat(
                        AtFlag.AT_FDCWD,
                        root.toString(),
                        OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY,
                        0);
        return new KernelTreeWriter(syscalls, Fd.of(syscalls, fd));
    }

    @Override
    protected String mark(String place) {
        var status = status(place);
        if (status.type() == FileMode.S_IFCHR && status.special().major() == 0) return "whiteout";
        try {
            var path = root.resolve(place).toString();
            var value = syscalls.lgetxattr(path, "trusted.overlay.opaque");
            return new String(value, StandardCharsets.US_ASCII).equals("y") ? "opaque" : "";
        } catch (SyscallException none) {
            if (none.is(Errno.ENODATA)) return "";
            throw none;
        }
    }

    private FileStatus status(String place) {
        return syscalls.statx(
                AtFlag.AT_FDCWD, root.resolve(place).toString(), AtFlag.AT_SYMLINK_NOFOLLOW);
    }

    @Test
    void owners_and_all_twelve_mode_bits_are_kept() throws IOException {
        apply(
                new Tars()
                        .add(
                                "su",
                                TarConstants.LF_NORMAL,
                                "x",
                                entry -> {
                                    entry.setMode(06755);
                                    entry.setIds(1000, 2000);
                                })
                        .add(
                                "tmp/",
                                TarConstants.LF_DIR,
                                "",
                                entry -> {
                                    entry.setMode(01777);
                                    entry.setUserId(3_000_000_000L);
                                })
                        .add(
                                "l",
                                TarConstants.LF_SYMLINK,
                                "",
                                entry -> {
                                    entry.setLinkName("su");
                                    entry.setIds(7, 8);
                                }));

        assertThat(status("su").permissions()).isEqualTo(06755);
        assertThat(status("su").owner()).isEqualTo(new FileStatus.Owner(1000, 2000));
        assertThat(status("tmp").permissions()).isEqualTo(01777);
        assertThat(status("tmp").owner().uid()).isEqualTo(3_000_000_000L);
        assertThat(status("l").owner()).isEqualTo(new FileStatus.Owner(7, 8));
    }

    @Test
    void missing_parents_are_open_to_all_whatever_the_umask() throws IOException {
        apply(new Tars().file("a/b/c", "x"));

        assertThat(status("a/b").permissions()).isEqualTo(0755);
    }

    @Test
    void devices_and_fifos_are_made() throws IOException {
        apply(
                new Tars()
                        .device("dev/null", 1, 3)
                        .add("block", TarConstants.LF_BLK, "", entry -> entry.setDevMajor(8))
                        .add("fifo", TarConstants.LF_FIFO, "", _ -> {}));

        assertThat(status("dev/null").type()).isEqualTo(FileMode.S_IFCHR);
        assertThat(status("dev/null").special()).isEqualTo(new FileStatus.DeviceNumber(1, 3));
        assertThat(status("dev/null").permissions()).isEqualTo(0644);
        assertThat(status("block").type()).isEqualTo(FileMode.S_IFBLK);
        assertThat(status("fifo").type()).isEqualTo(FileMode.S_IFIFO);
    }

    @Test
    void capabilities_are_kept_and_the_marks_of_overlay_are_not() throws IOException {
        apply(
                new Tars()
                        .add(
                                "f",
                                TarConstants.LF_NORMAL,
                                "x",
                                entry -> {
                                    entry.addPaxHeader("SCHILY.xattr.user.note", "hello");
                                    entry.addPaxHeader("SCHILY.xattr.trusted.overlay.opaque", "y");
                                    entry.addPaxHeader(
                                            "SCHILY.xattr.security.capability",
                                            "\u0001\u0000\u0000\u0002\u0000 \u0000\u0000"
                                                    + "\u0000".repeat(12));
                                    entry.setUserId(5);
                                }));

        var path = root.resolve("f").toString();
        assertThat(syscalls.lgetxattr(path, "user.note")).asString().isEqualTo("hello");
        assertThat(syscalls.lgetxattr(path, "security.capability"))
                .hasSize(20)
                .startsWith(1, 0, 0, 2, 0, 0x20);
        assertThat(syscalls.llistxattr(path)).doesNotContain("trusted.overlay.opaque");
    }

    @Test
    void a_directory_that_becomes_a_link_while_it_is_written_to_leads_nowhere() throws Exception {
        var outside = Files.createDirectory(directory.resolve("elsewhere"));
        var tar = new Tars();
        for (int i = 0; i < 200; i++) tar.file("a/" + i, "x").file("b/" + i, "x");
        var bytes = tar.bytes();
        var done = new AtomicBoolean();
        var a = Files.createDirectory(root.resolve("a"));
        var link = Files.createSymbolicLink(root.resolve("link"), outside);
        var swapping = new FutureTask<>(() -> swap(a, link, done), null);
        Thread.ofPlatform().start(swapping);
        try {
            for (int round = 0; round < 5; round++) applyAnyhow(bytes);
        } finally {
            done.set(true);
            swapping.get();
        }

        assertThat(outside).isEmptyDirectory();
    }

    private void applyAnyhow(byte[] bytes) throws IOException {
        try (var tree = writer(root)) {
            new LayerApplier(LayerLimits.defaults())
                    .apply(new ByteArrayInputStream(bytes), Tars.digest(bytes), tree, _ -> {});
        } catch (Fault refused) {
            // The directory was not one for a moment.
        }
    }

    private void swap(Path one, Path other, AtomicBoolean done) {
        while (!done.get()) {
            syscalls.renameat2(
                    AtFlag.AT_FDCWD,
                    one.toString(),
                    AtFlag.AT_FDCWD,
                    other.toString(),
                    AtFlag.RENAME_EXCHANGE);
        }
    }
}
