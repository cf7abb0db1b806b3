package dev.caisson.container;

import static dev.caisson.sys.AtFlag.AT_EMPTY_PATH;
import static dev.caisson.sys.AtFlag.AT_FDCWD;
import static dev.caisson.sys.AtFlag.AT_RECURSIVE;

import dev.caisson.container.plan.Account;
import dev.caisson.container.plan.MountPoint;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.Internal;
import dev.caisson.launch.BindSource;
import dev.caisson.launch.RootMount;
import dev.caisson.launch.UserNamespaces;
import dev.caisson.spec.Propagation;
import dev.caisson.spec.RootFilesystem;
import dev.caisson.storage.ContainerTree;
import dev.caisson.sys.CloneFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.MountAttributes;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.NsThread;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.ProcessId;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Opens what a container sees as its files.
///
/// A running container's root is taken from its first process: its mounts are there already. For
/// one that does not run the overlay is mounted again, detached; volumes and binds are mounted in
/// it in a mount namespace of its own that nobody else sees and that ends with the last descriptor.
final class ContainerFiles {
    private static final int DIRECTORY = OpenFlag.O_PATH | OpenFlag.O_DIRECTORY;

    private final Services services;
    private final RootMount mounts;

    ContainerFiles(Services services) {
        this.services = services;
        mounts = new RootMount(services.kernel().syscalls(), true);
    }

    /// @param init the container's first process
    ContainerTree running(Snapshot container, ProcessId init) {
        var syscalls = services.kernel().syscalls();
        try {
            var root = "/proc/" + init.pid() + "/root";
            var fd = Fd.of(syscalls, syscalls.openat(AT_FDCWD, root, DIRECTORY, 0));
            // The pid may have been another process's by then.
            if (init.isAlive()) return tree(container, fd, List.of());
            fd.close();
        } catch (SyscallException failed) {
            if (!failed.is(Errno.ENOENT) && !failed.is(Errno.ESRCH)) throw failed;
        }
        throw Faults.of(FaultCode.CONTAINER_NOT_RUNNING, container.id());
    }

    /// Its root alone, without anything mounted in it; also while it runs.
    ContainerTree bare(Snapshot container) {
        return tree(container, mounts.root(root(container)), List.of());
    }

    /// Layers that are of no container.
    ContainerTree over(List<Path> layers, Path upper, Path work) {
        var root = new RootFilesystem(layers, upper, work, false, true, Propagation.RPRIVATE);
        var syscalls = services.kernel().syscalls();
        return new ContainerTree(syscalls, mounts.root(root), List.of(), upper.toString());
    }

    /// @param container which does not run, nor starts to until this is closed
    /// @param reading true to see the files the engine writes for it in their places: there they
    ///     could not be replaced
    ContainerTree stopped(Snapshot container, boolean reading) {
        var user = "copy-" + container.id().value();
        var volumes = new VolumeSources(services.disk());
        try {
            var points = new ArrayList<>(volumes.acquire(container.definition(), user));
            if (reading) points.addAll(etc(container, points));
            return stopped(container, points);
        } finally {
            // What is mounted stays with the clones of it.
            volumes.release(user);
        }
    }

    private ContainerTree stopped(Snapshot container, List<MountPoint> all) {
        var points = all.stream().filter(point -> point.kind() != MountPoint.Kind.TMPFS).toList();
        var root = mounts.root(root(container));
        if (points.isEmpty()) return tree(container, readOnly(container, root), List.of());
        return NsThread.call(
                "mount-" + container.id().shortForm(), () -> mount(container, points, root));
    }

    /// The files the engine writes for it, which are empty until its first start.
    private List<MountPoint> etc(Snapshot container, List<MountPoint> others) {
        var points = new ArrayList<MountPoint>();
        for (var name : EtcWriter.FILES) {
            var place = "/etc/" + name;
            if (others.stream().anyMatch(point -> point.destination().equals(place))) continue;
            var file = services.disk().paths().etc(container.id(), name);
            try {
                if (!Files.exists(file)) Files.createFile(file);
            } catch (IOException failure) {
                throw new Internal(
                        failure,
                        FaultCode.CONTAINER_NOT_WRITTEN,
                        container.id(),
                        String.valueOf(failure));
            }
            points.add(
                    new MountPoint(
                            MountPoint.Kind.BIND,
                            "",
                            file.toString(),
                            place,
                            "",
                            new MountPoint.Access(true, false, false, false, null),
                            List.of()));
        }
        return points;
    }

    /// On a thread of its own, which gets a mount namespace of its own.
    private ContainerTree mount(Snapshot container, List<MountPoint> points, Fd root) {
        var syscalls = services.kernel().syscalls();
        syscalls.unshare(CloneFlag.CLONE_FS | CloneFlag.CLONE_NEWNS);
        syscalls.mount(null, "/", null, MountFlag.MS_REC | MountFlag.MS_PRIVATE, null);
        var sources = new ArrayList<Fd>();
        try {
            for (var point : points) sources.add(source(container, point));
            var place = services.disk().paths().directory(container.id()).toString();
            syscalls.moveMount(
                    root.number(), "", AT_FDCWD, place, MountFlag.MOVE_MOUNT_F_EMPTY_PATH);
            for (int i = 0; i < points.size(); i++) {
                attach(syscalls, root, sources.get(i), points.get(i));
            }
            var namespace =
                    syscalls.openat(AT_FDCWD, "/proc/thread-self/ns/mnt", OpenFlag.O_RDONLY, 0);
            var kept = List.of(Fd.of(syscalls, namespace));
            return tree(container, readOnly(container, root), kept);
        } catch (RuntimeException failure) {
            root.close();
            throw failure;
        } finally {
            sources.forEach(Fd::close);
        }
    }

    private Fd source(Snapshot container, MountPoint point) {
        var syscalls = services.kernel().syscalls();
        var origin = point.origin();
        var image = origin == null ? null : origin.image();
        if (image != null) {
            return mounts.layers(image.layers().stream().map(Path::of).toList(), point.subpath());
        }
        var whole = new BindSource(point.source(), point.subpath());
        try {
            var tree = whole.tree(syscalls, point.access().recursive());
            if (point.isMapped()) map(container, point, tree);
            if (!point.access().writable()) {
                syscalls.mountSetattr(
                        tree.number(),
                        "",
                        AT_EMPTY_PATH | AT_RECURSIVE,
                        MountAttributes.set(MountFlag.MOUNT_ATTR_RDONLY));
            }
            return tree;
        } catch (SyscallException failed) {
            if (!failed.is(Errno.ENOENT)) throw failed;
            throw Faults.of(
                    FaultCode.MOUNT_INVALID,
                    point.kind().name().toLowerCase(Locale.ROOT),
                    "source path does not exist: " + point.source());
        }
    }

    private void map(Snapshot container, MountPoint point, Fd tree) {
        var definition = container.definition();
        var layers = definition.basis().layers().stream().map(Path::of).toList();
        var users =
                services.disk().users().of(services.disk().paths().upper(container.id()), layers);
        var user = Account.resolve(definition.spec().command().user(), List.of(), users).user();
        var map = Objects.requireNonNull(point.idMap(user));
        new UserNamespaces(services.kernel().syscalls())
                .map(tree, map, point.access().recursive(), Path.of(point.source()));
    }

    /// The destination is found with the container's root as the root, and made there when it is
    /// missing; then nothing is looked up any more.
    private static void attach(Syscalls syscalls, Fd root, Fd source, MountPoint point) {
        boolean directory = syscalls.fstat(source.number()).isDirectory();
        try (var target = MountTarget.open(syscalls, root, point.destination(), directory)) {
            syscalls.moveMount(
                    source.number(),
                    "",
                    target.number(),
                    "",
                    MountFlag.MOVE_MOUNT_F_EMPTY_PATH | MountFlag.MOVE_MOUNT_T_EMPTY_PATH);
        }
    }

    private Fd readOnly(Snapshot container, Fd root) {
        if (!container.definition().spec().isolation().privileges().readonlyRoot()) return root;
        services.kernel()
                .syscalls()
                .mountSetattr(
                        root.number(),
                        "",
                        AT_EMPTY_PATH,
                        MountAttributes.set(MountFlag.MOUNT_ATTR_RDONLY));
        return root;
    }

    private RootFilesystem root(Snapshot container) {
        var paths = services.disk().paths();
        return new RootFilesystem(
                container.definition().basis().layers().stream().map(Path::of).toList(),
                paths.upper(container.id()),
                paths.work(container.id()),
                false,
                false,
                Propagation.RPRIVATE);
    }

    private ContainerTree tree(Snapshot container, Fd root, List<Fd> kept) {
        var syscalls = services.kernel().syscalls();
        return new ContainerTree(syscalls, root, kept, container.id().value());
    }
}
