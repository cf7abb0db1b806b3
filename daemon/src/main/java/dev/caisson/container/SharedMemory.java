package dev.caisson.container;

import dev.caisson.container.plan.NamespaceChoice;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.sys.Errno;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.SyscallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `/dev/shm` of a container that others may share: a tmpfs mounted in the container's directory,
/// since nothing of a container's own mount namespace can be bound elsewhere.
final class SharedMemory {
    private static final long STANDARD = 64L << 20;

    private final Services services;

    SharedMemory(Services services) {
        this.services = services;
    }

    /// Mounts it when the container is shareable; else does nothing.
    ///
    /// @return takes the mount back
    AutoCloseable prepare(Snapshot container) {
        var spec = container.definition().spec();
        var defaults = services.settings().defaults();
        var choice = NamespaceChoice.parse(spec.isolation().namespaces(), defaults.ipcMode());
        if (!choice.shareable()) return () -> {};
        var directory = services.disk().paths().shm(container.id());
        long asked = spec.isolation().shmBytes();
        long standard = defaults.shmBytes() > 0 ? defaults.shmBytes() : STANDARD;
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new Internal(
                    failure,
                    FaultCode.CONTAINER_NOT_WRITTEN,
                    container.id(),
                    String.valueOf(failure));
        }
        services.kernel()
                .syscalls()
                .mount(
                        "shm",
                        directory.toString(),
                        "tmpfs",
                        MountFlag.MS_NOEXEC | MountFlag.MS_NOSUID | MountFlag.MS_NODEV,
                        "mode=1777,size=" + (asked > 0 ? asked : standard));
        return () -> release(directory);
    }

    /// Unmounts it; nothing happens when it is not mounted.
    void release(Path directory) {
        if (!Files.isDirectory(directory)) return;
        try {
            services.kernel().syscalls().umount2(directory.toString(), MountFlag.MNT_DETACH);
        } catch (SyscallException failure) {
            if (!failure.is(Errno.EINVAL)) throw failure; // EINVAL: not a mount point
        }
    }
}
