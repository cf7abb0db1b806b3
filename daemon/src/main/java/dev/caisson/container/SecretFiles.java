package dev.caisson.container;

import dev.caisson.container.plan.MountPoint;
import dev.caisson.container.plan.MountPoint.Access;
import dev.caisson.container.plan.MountPoint.Kind;
import dev.caisson.container.plan.SecretMount;
import dev.caisson.container.plan.SecretVariable;
import dev.caisson.container.secret.SecretShelf;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The secrets of a container that runs: files of a tmpfs in its directory, which only root of the
/// host can reach, and which is mounted in the container.
///
/// It is mounted before each start and unmounted after the end; a killed daemon leaves it to those
/// who run. Those for `/run/secrets` are one directory there.
final class SecretFiles {
    private static final String PLACE = "/run/secrets/";

    private final Services services;

    SecretFiles(Services services) {
        this.services = services;
    }

    /// @return what is to be mounted in the container
    List<MountPoint> prepare(Snapshot container) {
        var wanted = SecretMount.of(container.definition().spec().mounts());
        if (wanted.isEmpty()) return List.of();
        release(container.id());
        var directory = directory(container.id());
        try {
            Files.createDirectories(directory);
            mount(directory);
            var run = Files.createDirectory(directory.resolve("run"));
            var points = new ArrayList<MountPoint>();
            boolean inPlace = false;
            for (int i = 0; i < wanted.size(); i++) {
                var secret = wanted.get(i);
                var name = secret.target().substring(secret.target().lastIndexOf('/') + 1);
                boolean here = secret.target().equals(PLACE + name);
                var file = here ? run.resolve(name) : directory.resolve("secret" + i);
                write(file, secret);
                inPlace |= here;
                if (!here) points.add(point(file, secret.target()));
            }
            if (inPlace) points.add(point(run, "/run/secrets"));
            return points;
        } catch (IOException failure) {
            release(container.id());
            throw new Internal(failure, FaultCode.SECRET_FAILED, String.valueOf(failure));
        } catch (RuntimeException failure) {
            release(container.id());
            throw failure;
        }
    }

    /// The secrets that the first process gets as variables, `NAME=value`. They are in the launch
    /// program, a memfd, and in that process only: in no file, and in no other process of the
    /// container, unless it hands them on.
    List<String> variables(Snapshot container) {
        var wanted = SecretVariable.of(container.definition().spec().mounts());
        var entries = new ArrayList<String>(wanted.size());
        for (var one : wanted) {
            var content = services.disk().secrets().content(one.secret());
            try {
                entries.add(one.entry(content));
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        }
        return entries;
    }

    /// Never swapped out where the kernel can promise that (6.4).
    private void mount(Path directory) {
        long flags = MountFlag.MS_NOEXEC | MountFlag.MS_NOSUID | MountFlag.MS_NODEV;
        var syscalls = services.kernel().syscalls();
        try {
            syscalls.mount("secrets", directory.toString(), "tmpfs", flags, "mode=755,noswap");
        } catch (SyscallException unknown) {
            if (!unknown.is(Errno.EINVAL)) throw unknown;
            syscalls.mount("secrets", directory.toString(), "tmpfs", flags, "mode=755");
        }
    }

    private void write(Path file, SecretMount secret) {
        Syscalls syscalls = services.kernel().syscalls();
        SecretShelf shelf = services.disk().secrets();
        int flags = OpenFlag.O_CREAT | OpenFlag.O_EXCL | OpenFlag.O_WRONLY;
        var content = shelf.content(secret.name());
        try (var made =
                Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, file.toString(), flags, 0))) {
            syscalls.writeAll(made.number(), content);
            syscalls.fchown(made.number(), secret.uid(), secret.gid());
            syscalls.fchmod(made.number(), secret.mode());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static MountPoint point(Path source, String destination) {
        return new MountPoint(
                Kind.BIND,
                "",
                source.toString(),
                destination,
                "",
                new Access(false, false, true, false, null),
                List.of());
    }

    /// Nothing happens when there are none.
    void release(ContainerId id) {
        var directory = directory(id);
        if (!Files.isDirectory(directory)) return;
        try {
            services.kernel().syscalls().umount2(directory.toString(), MountFlag.MNT_DETACH);
        } catch (SyscallException failure) {
            if (!failure.is(Errno.EINVAL)) throw failure; // EINVAL: not a mount point
        }
    }

    private Path directory(ContainerId id) {
        return services.disk().paths().directory(id).resolve("secrets");
    }
}
