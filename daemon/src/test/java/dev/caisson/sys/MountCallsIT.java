package dev.caisson.sys;

import static dev.caisson.sys.AtFlag.AT_EMPTY_PATH;
import static dev.caisson.sys.AtFlag.AT_FDCWD;
import static dev.caisson.sys.AtFlag.AT_RECURSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mounts, in a mount namespace that ends with its thread.
@Tag("kernel")
class MountCallsIT {
    private final Syscalls syscalls = Syscalls.real();

    @TempDir private Path directory;

    private void inMountNamespace(Blocking.Action<Exception> action) throws Exception {
        NsThread.run(
                "caisson-mount-test",
                () -> {
                    syscalls.unshare(CloneFlag.CLONE_NEWNS);
                    syscalls.mount(null, "/", null, MountFlag.MS_REC | MountFlag.MS_PRIVATE, null);
                    action.run();
                });
    }

    @Test
    void a_tmpfs_is_mounted_and_unmounted_by_the_old_calls() throws Exception {
        var target = Files.createDirectory(directory.resolve("m")).toString();
        inMountNamespace(
                () -> {
                    syscalls.mount("none", target, "tmpfs", MountFlag.MS_NODEV, "size=1m");
                    assertThat(syscalls.statfs(target).type())
                            .isEqualTo(FilesystemMagic.TMPFS_MAGIC);
                    assertThat(syscalls.statfs(target).blocks()).isEqualTo(256);

                    syscalls.umount2(target, MountFlag.MNT_DETACH);
                    assertThatThrownBy(() -> syscalls.umount2(target, 0))
                            .hasMessage("umount2 " + target + ": EINVAL (Invalid argument)");
                });
    }

    @Test
    void a_mount_of_another_thread_s_namespace_is_not_seen_here() throws Exception {
        var target = Files.createDirectory(directory.resolve("m"));
        inMountNamespace(
                () -> {
                    syscalls.mount("none", target.toString(), "tmpfs", 0, null);
                    Files.createFile(target.resolve("inside"));
                });

        assertThat(target).isEmptyDirectory();
    }

    @Test
    void a_detached_overlay_is_made_of_descriptors_and_moved_into_place() throws Exception {
        var target = Files.createDirectory(directory.resolve("m"));
        inMountNamespace(
                () -> {
                    var base = Files.createDirectory(directory.resolve("base")).toString();
                    syscalls.mount("none", base, "tmpfs", 0, null);
                    for (var name : new String[] {"a", "b", "upper", "work"}) {
                        syscalls.mkdirat(AT_FDCWD, base + "/" + name, 0755);
                    }
                    Files.createFile(Path.of(base, "a", "from-a"));
                    try (var context = Fd.of(syscalls, syscalls.fsopen("overlay"));
                            var a = open(base + "/a");
                            var b = open(base + "/b")) {
                        if (KernelFeatures.probe(syscalls)
                                .has(KernelFeatures.Feature.OVERLAY_LOWER_FD)) {
                            syscalls.fsconfigSetFd(context.number(), "lowerdir+", a.number());
                            syscalls.fsconfigSetFd(context.number(), "lowerdir+", b.number());
                        } else {
                            syscalls.fsconfigSetString(
                                    context.number(), "lowerdir", base + "/a:" + base + "/b");
                        }
                        syscalls.fsconfigSetString(context.number(), "upperdir", base + "/upper");
                        syscalls.fsconfigSetString(context.number(), "workdir", base + "/work");
                        syscalls.fsconfigCreate(context.number());
                        try (var mount =
                                Fd.of(
                                        syscalls,
                                        syscalls.fsmount(
                                                context.number(), MountFlag.MOUNT_ATTR_NODEV))) {
                            syscalls.moveMount(
                                    mount.number(),
                                    "",
                                    AT_FDCWD,
                                    target.toString(),
                                    MountFlag.MOVE_MOUNT_F_EMPTY_PATH);
                        }
                    }
                    assertThat(target.resolve("from-a")).exists();
                    assertThat(syscalls.statfs(target.toString()).type())
                            .isEqualTo(FilesystemMagic.OVERLAYFS_SUPER_MAGIC);
                });
    }

    @Test
    void a_refused_option_tells_what_the_kernel_said() throws Exception {
        inMountNamespace(
                () -> {
                    try (var context = Fd.of(syscalls, syscalls.fsopen("tmpfs"))) {
                        assertThatThrownBy(
                                        () ->
                                                syscalls.fsconfigSetString(
                                                        context.number(), "nonsense", "1"))
                                .hasMessageContaining("fsconfig nonsense=1: EINVAL")
                                .hasMessageContaining("Unknown parameter");
                    }
                });
    }

    @Test
    void a_cloned_tree_becomes_read_only_without_its_source() throws Exception {
        var source = Files.createDirectory(directory.resolve("source"));
        var target = Files.createDirectory(directory.resolve("m"));
        inMountNamespace(
                () -> {
                    try (var tree =
                            Fd.of(
                                    syscalls,
                                    syscalls.openTree(
                                            AT_FDCWD,
                                            source.toString(),
                                            MountFlag.OPEN_TREE_CLONE | AT_RECURSIVE))) {
                        syscalls.mountSetattr(
                                tree.number(),
                                "",
                                AT_EMPTY_PATH | AT_RECURSIVE,
                                MountAttributes.set(MountFlag.MOUNT_ATTR_RDONLY));
                        syscalls.moveMount(
                                tree.number(),
                                "",
                                AT_FDCWD,
                                target.toString(),
                                MountFlag.MOVE_MOUNT_F_EMPTY_PATH);
                    }
                    assertThatThrownBy(
                                    () ->
                                            syscalls.mkdirat(
                                                    AT_FDCWD, target.resolve("x").toString(), 0755))
                            .hasMessageContaining("EROFS");
                    syscalls.mkdirat(AT_FDCWD, source.resolve("x").toString(), 0755);
                });
        assertThat(source.resolve("x")).isDirectory();
    }

    @Test
    void options_longer_than_a_page_are_refused_instead_of_cut() {
        assertThatThrownBy(
                        () -> syscalls.mount("overlay", "/nowhere", "overlay", 0, "x".repeat(4096)))
                .hasMessage("mount overlay on /nowhere: E2BIG (Argument list too long): options");
    }

    private Fd open(String path) {
        return Fd.of(syscalls, syscalls.openat(AT_FDCWD, path, OpenFlag.O_PATH, 0));
    }
}
