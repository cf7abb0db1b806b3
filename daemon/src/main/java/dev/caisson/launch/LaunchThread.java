package dev.caisson.launch;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.CloneFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.NsThread;
import dev.caisson.sys.SpawnRequest;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/// The thread that spawns launch programs: it lives in a mount namespace of its own with almost
/// nothing in it.
///
/// Init's namespace is a copy of the holder's, which is this one, so that each mount of the host
/// would cost every start. There is a tmpfs with `/proc` of the host, to execute a memfd by its
/// path, and `/mnt`, to attach a root to. The rest of the daemon stays in the host's namespace.
final class LaunchThread implements AutoCloseable {
    /// Empty to end.
    private final LinkedBlockingQueue<Optional<Runnable>> tasks = new LinkedBlockingQueue<>();

    /// @throws dev.caisson.sys.SyscallException when the namespace cannot be made
    LaunchThread(Syscalls syscalls) {
        var ready = new CompletableFuture<Boolean>();
        NsThread.start(
                "launcher",
                () -> {
                    try {
                        loadClasses(syscalls);
                        enterNamespace(syscalls);
                    } catch (RuntimeException | Error failure) {
                        ready.completeExceptionally(failure);
                        return;
                    }
                    ready.complete(true);
                    work();
                });
        join(ready);
    }

    /// Does once what the thread will do, as long as class files can be found: there are none in
    /// its namespace.
    private static void loadClasses(Syscalls syscalls) {
        var nowhere = "/proc/self/fd/-1";
        expectFailure(
                () -> {
                    var mapping = List.of(new SpawnRequest.Mapping(0, 0));
                    syscalls.posixSpawn(SpawnRequest.of(nowhere, List.of("none"), mapping));
                });
        expectFailure(() -> syscalls.mount("none", nowhere, "none", 0, "a=b"));
        expectFailure(() -> syscalls.umount2(nowhere, MountFlag.MNT_DETACH));
    }

    private static void expectFailure(Runnable call) {
        try {
            call.run();
        } catch (SyscallException expected) {
            // There is no such descriptor.
        }
    }

    private static void enterNamespace(Syscalls syscalls) {
        syscalls.unshare(CloneFlag.CLONE_FS | CloneFlag.CLONE_NEWNS);
        syscalls.mount(null, "/", null, MountFlag.MS_REC | MountFlag.MS_PRIVATE, null);
        try (var proc =
                        Fd.of(
                                syscalls,
                                syscalls.openTree(
                                        AtFlag.AT_FDCWD, "/proc", MountFlag.OPEN_TREE_CLONE));
                var context = Fd.of(syscalls, syscalls.fsopen("tmpfs"))) {
            syscalls.fsconfigSetString(context.number(), "source", "caisson");
            syscalls.fsconfigSetString(context.number(), "mode", "0700");
            syscalls.fsconfigCreate(context.number());
            try (var root =
                    Fd.of(
                            syscalls,
                            syscalls.fsmount(
                                    context.number(),
                                    MountFlag.MOUNT_ATTR_NODEV | MountFlag.MOUNT_ATTR_NOSUID))) {
                int fd = root.number();
                int flags = MountFlag.MOVE_MOUNT_F_EMPTY_PATH;
                syscalls.moveMount(fd, "", AtFlag.AT_FDCWD, "/", flags);
                syscalls.mkdirat(fd, "proc", 0555);
                syscalls.mkdirat(fd, "mnt", 0755);
                syscalls.moveMount(proc.number(), "", fd, "proc", flags);
                syscalls.fchdir(fd);
                syscalls.pivotRoot(".", ".");
                syscalls.umount2(".", MountFlag.MNT_DETACH);
            }
        }
    }

    private void work() {
        while (true) {
            try {
                var task = tasks.take();
                if (task.isEmpty()) return;
                task.get().run();
            } catch (InterruptedException ignored) {
                // Nobody interrupts this thread; [#close] ends it.
            }
        }
    }

    /// Runs a task there and waits for it.
    <T> T call(Supplier<T> task) {
        var done = new CompletableFuture<T>();
        tasks.add(
                Optional.of(
                        () -> {
                            try {
                                done.complete(task.get());
                            } catch (RuntimeException | Error failure) {
                                done.completeExceptionally(failure);
                            }
                        }));
        return join(done);
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) throw cause;
            if (failure.getCause() instanceof Error cause) throw cause;
            throw failure;
        }
    }

    @Override
    public void close() {
        tasks.add(Optional.empty());
    }
}
