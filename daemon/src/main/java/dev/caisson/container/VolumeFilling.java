package dev.caisson.container;

import dev.caisson.container.plan.MountPoint;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.MountRequests;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.launch.BindSource;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeArchive;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Copies what the image has at the place of a volume into the volume, when that is empty: so the
/// first container of a database finds the files its image came with. Never into one that has
/// anything, nor into one that was asked for without (`nocopy`), nor those of another container.
final class VolumeFilling {
    private static final int PIPE = 1 << 16;

    private final Services services;
    private final ContainerFiles files;
    private final ContainerIndex index;

    VolumeFilling(Services services, ContainerFiles files, ContainerIndex index) {
        this.services = services;
        this.files = files;
        this.index = index;
    }

    /// @param container just made; its directories are there
    void fill(Snapshot container, MountRequests asked) {
        var excluded = excluded(asked);
        var user = "fill-" + container.id().value();
        var volumes = new VolumeSources(services.disk());
        try {
            fill(container, excluded, volumes.acquire(container.definition(), user));
        } finally {
            volumes.release(user);
        }
    }

    private void fill(Snapshot container, Set<String> excluded, List<MountPoint> points) {
        var empty =
                points.stream()
                        .filter(point -> point.kind() == MountPoint.Kind.VOLUME)
                        .filter(point -> point.access().writable())
                        .filter(point -> !excluded.contains(point.destination()))
                        .filter(point -> !excluded.contains(point.name()))
                        .filter(this::isEmpty)
                        .toList();
        if (empty.isEmpty()) return;
        services.disk()
                .disposal()
                .quotas()
                .run("fill-" + container.id().shortForm(), () -> fill(container, empty));
    }

    private void fill(Snapshot container, List<MountPoint> points) {
        try (var root = files.bare(container)) {
            for (var point : points) fill(root, point);
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.VOLUME_FAILED, container.name(), String.valueOf(failure));
        }
    }

    private void fill(ContainerTree root, MountPoint point) throws IOException {
        var syscalls = services.kernel().syscalls();
        var archive = new TreeArchive(root);
        var place = point.destination() + "/.";
        TreeArchive.Owned from;
        try {
            from = archive.owned(place);
        } catch (NotFound | InvalidInput nothing) {
            return; // the image has no directory there
        }
        var volume = directory(point);
        try (var target = new ContainerTree(syscalls, volume, List.of(), point.name());
                var pipe = new PipedInputStream(PIPE);
                var end = new PipedOutputStream(pipe)) {
            syscalls.fchown(volume.number(), (int) from.uid(), (int) from.gid());
            syscalls.fchmod(volume.number(), from.mode());
            var reading =
                    CompletableFuture.runAsync(
                            () -> read(archive, place, end), Blocking.executor());
            var everything = new TreeExtraction.Options(false, null);
            new TreeExtraction(target, everything).extract("/", pipe);
            joined(reading);
        } catch (IOException | RuntimeException failure) {
            empty(point, failure);
            throw failure;
        }
    }

    /// @throws SyscallException when there is no such directory
    private Fd directory(MountPoint point) {
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY;
        return new BindSource(point.source(), point.subpath())
                .open(services.kernel().syscalls(), flags);
    }

    /// Half of the files would keep the next container from getting any.
    private void empty(MountPoint point, Exception failure) {
        try (var directory = directory(point)) {
            Trees.clear(path(directory));
        } catch (Fault | SyscallException stays) {
            failure.addSuppressed(stays);
        }
    }

    private static Path path(Fd directory) {
        return Path.of("/proc/self/fd/" + directory.number());
    }

    private static void read(TreeArchive archive, String place, OutputStream end) {
        try (end) {
            archive.write(place, end);
        } catch (IOException broken) {
            throw new CompletionException(broken);
        }
    }

    private static void joined(CompletableFuture<Void> reading) throws IOException {
        try {
            reading.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof IOException broken) throw broken;
            throw failure;
        }
    }

    /// Destinations and names of volumes that stay as they are.
    private Set<String> excluded(MountRequests asked) {
        var excluded = new HashSet<String>();
        for (var bind : asked.binds()) {
            var parts = bind.split(":", -1);
            if (parts.length < 3) continue;
            if (List.of(parts[2].split(",", -1)).contains("nocopy")) {
                excluded.add(Path.of(parts[1]).normalize().toString());
            }
        }
        for (var mount : asked.mounts()) {
            var options = mount.volume();
            if (options != null && options.noCopy()) {
                excluded.add(Path.of(mount.target()).normalize().toString());
            }
        }
        for (var from : asked.volumesFrom()) {
            int colon = from.indexOf(':');
            var reference = new ContainerReference(colon < 0 ? from : from.substring(0, colon));
            for (var point : index.resolve(reference).snapshot().definition().mounts()) {
                excluded.add(point.name());
            }
        }
        return excluded;
    }

    /// What is missing or no directory is told at the start.
    private boolean isEmpty(MountPoint point) {
        try (var directory = directory(point);
                var entries = Files.newDirectoryStream(path(directory))) {
            return !entries.iterator().hasNext();
        } catch (IOException | SyscallException unreadable) {
            return false;
        }
    }
}
