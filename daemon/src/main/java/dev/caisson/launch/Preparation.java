package dev.caisson.launch;

import dev.caisson.launch.LaunchResources.Join;
import dev.caisson.launch.LaunchResources.TreeSlot;
import dev.caisson.spec.ExitRecord;
import dev.caisson.spec.Mount;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Pipe;
import dev.caisson.sys.Poll;
import dev.caisson.sys.ProcessId;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.sys.WindowSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// Opens everything a launch program finds at its descriptors, in the daemon's own namespaces.
///
/// What takes long (the root's mount, the control groups) is left to [#complete], so that a caller
/// can compile the program meanwhile: its numbers are known before.
///
/// All of it is closed with the preparation, and without [#commit] what it has made in the
/// container's directory is removed.
final class Preparation implements AutoCloseable {
    private final Syscalls syscalls;
    private final LaunchResources.Host host;
    private final RootMount rootMount;
    private final Handout handout;
    private final Map<Integer, Fd> kept = new HashMap<>();
    private final Fd report;
    private final List<Path> directories = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private boolean committed;
    private boolean session;

    Preparation(Syscalls syscalls, LaunchResources.Host host, RootMount rootMount) {
        this.syscalls = syscalls;
        this.host = host;
        this.rootMount = rootMount;
        handout = new Handout(syscalls);
        var pipe = syscalls.pipe2(0);
        report = Fd.of(syscalls, pipe.reader());
        handout.add(Descriptors.REPORT, Fd.of(syscalls, pipe.writer()));
    }

    Handout handout() {
        return handout;
    }

    /// The reading end of the report pipe.
    Fd report() {
        return report;
    }

    /// The launch has succeeded: what the daemon keeps, by its number in the holder. Owned by the
    /// caller from here on.
    Map<Integer, Fd> commit() {
        committed = true;
        var taken = new HashMap<Integer, Fd>();
        kept.forEach((number, fd) -> taken.put(number, fd.move()));
        return taken;
    }

    /// Opens what the start of a container needs, but for what [#complete] adds.
    LaunchResources container(LaunchRequest request) {
        var spec = request.spec();
        common(request.directory(), request.events());
        int directory = handout.at(Descriptors.DIRECTORY).number();
        var log = new LogDirectory(syscalls, directory, spec.stdio().log()).open();
        handout.add(Descriptors.LOG, log.fd());
        switch (spec.stdio()) {
            case Stdio.Pipes(boolean stdin, _) -> pipes(stdin, false);
            case Stdio.Terminal(int columns, int rows, _) ->
                    terminal(new WindowSize(rows, columns), devptsOptions(spec));
        }
        boolean shown = spec.mounts().stream().anyMatch(Mount.CgroupView.class::isInstance);
        var cgroup = reserve(request.cgroup(), shown);
        var holders = reserve(request.holders(), false);
        var trees = trees(spec.mounts());
        var namespaces = namespaces(spec.namespaces());
        return new LaunchResources(
                handout.firstFree(),
                cgroup,
                holders,
                trees,
                namespaces,
                log.start(),
                fileName(request.events()),
                host);
    }

    /// Opens the rest of what the start of a container needs. May run on another thread.
    void complete(LaunchRequest request) {
        handout.add(Descriptors.ROOT, rootMount.root(request.spec().root()));
        request.makeCgroup().run();
        openReserved();
    }

    /// Opens all that an exec session needs.
    ///
    /// @throws SyscallException ESRCH when the container's process is gone
    LaunchResources exec(ExecRequest request) {
        var directory = request.directory().resolve("exec").resolve(request.execId());
        makeDirectory(request.directory().resolve("exec"));
        makeDirectory(directory);
        session = true;
        common(directory, request.events());
        var target = request.target();
        var process = process(target.pid(), target.startTicks());
        handout.add(Descriptors.ROOT, process);
        switch (request.streams()) {
            case ExecRequest.Streams.Pipes(boolean stdin) -> pipes(stdin, true);
            case ExecRequest.Streams.Terminal(int columns, int rows) -> {
                int master = ContainerTerminal.open(syscalls, target, process);
                master(master, new WindowSize(rows, columns));
            }
        }
        var cgroup = reserve(request.cgroup(), false);
        var holders = reserve(request.holders(), false);
        openReserved();
        return new LaunchResources(
                handout.firstFree(),
                cgroup,
                holders,
                List.of(),
                Map.of(),
                null,
                fileName(request.events()),
                host);
    }

    private void makeDirectory(Path path) {
        try {
            syscalls.mkdirat(AtFlag.AT_FDCWD, path.toString(), 0710);
        } catch (SyscallException exists) {
            if (!exists.is(Errno.EEXIST)) throw exists;
        }
    }

    private void common(Path directory, Path events) {
        handout.add(Descriptors.DIRECTORY, path(directory));
        handout.add(Descriptors.RUN, path(Objects.requireNonNull(events.getParent())));
        int fd = handout.at(Descriptors.DIRECTORY).number();
        LogDirectory.forgetExit(syscalls, fd, "");
        directories.add(directory);
        int create = OpenFlag.O_RDWR | OpenFlag.O_CREAT | OpenFlag.O_EXCL;
        var exit = Fd.of(syscalls, syscalls.openat(fd, "exit.tmp", create, 0600));
        handout.add(Descriptors.EXIT, exit);
        syscalls.writeAll(exit.number(), new byte[ExitRecord.BYTES]);
        handout.add(Descriptors.FATE, Fd.of(syscalls, syscalls.eventfd(0, Poll.EFD_NONBLOCK)));
    }

    static String fileName(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }

    private Fd path(Path directory) {
        int flags = OpenFlag.O_PATH | OpenFlag.O_DIRECTORY;
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, directory.toString(), flags, 0));
    }

    // ---- stdio

    /// @param readHere true when the daemon reads the output, false when the holder does
    private void pipes(boolean stdin, boolean readHere) {
        if (stdin) {
            var pipe = pipe(Descriptors.INIT_STDIN, Descriptors.STDIN_WRITER, true);
            keep(Descriptors.STDIN_WRITER, pipe.writer());
            var control = syscalls.pipe2(0);
            handout.add(Descriptors.CONTROL, Fd.of(syscalls, control.reader()));
            handout.add(Descriptors.CONTROL_WRITER, Fd.of(syscalls, control.writer()));
            keep(Descriptors.CONTROL_WRITER, control.writer());
        }
        for (int i = 0; i < 2; i++) {
            var pipe = pipe(Descriptors.STDOUT + i, Descriptors.INIT_STDOUT + i, false);
            if (readHere) keep(Descriptors.STDOUT + i, pipe.reader());
        }
    }

    private Pipe pipe(int reader, int writer, boolean writerIsOurs) {
        var pipe = syscalls.pipe2(0);
        handout.add(reader, Fd.of(syscalls, pipe.reader()));
        handout.add(writer, Fd.of(syscalls, pipe.writer()));
        nonBlocking(writerIsOurs ? pipe.writer() : pipe.reader());
        return pipe;
    }

    private void nonBlocking(int fd) {
        syscalls.fcntl(fd, dev.caisson.sys.Fcntl.F_SETFL, OpenFlag.O_NONBLOCK);
    }

    /// Keeps a copy for the daemon.
    private void keep(int number, int fd) {
        int copy = syscalls.fcntl(fd, dev.caisson.sys.Fcntl.F_DUPFD_CLOEXEC, 3);
        kept.put(number, Fd.of(syscalls, copy));
    }

    private void terminal(WindowSize size, Mount.Fresh options) {
        try (var context = Fd.of(syscalls, syscalls.fsopen("devpts"))) {
            options.options()
                    .forEach(
                            (key, value) -> {
                                if (value.isEmpty()) {
                                    syscalls.fsconfigSetFlag(context.number(), key);
                                } else {
                                    syscalls.fsconfigSetString(context.number(), key, value);
                                }
                            });
            syscalls.fsconfigCreate(context.number());
            int attributes = MountFlag.MOUNT_ATTR_NOSUID | MountFlag.MOUNT_ATTR_NOEXEC;
            var mount = Fd.of(syscalls, syscalls.fsmount(context.number(), attributes));
            handout.add(Descriptors.DEVPTS, mount);
            master(syscalls.openat(mount.number(), "ptmx", TTY_FLAGS, 0), size);
        }
    }

    private static final int TTY_FLAGS = OpenFlag.O_RDWR | OpenFlag.O_NOCTTY | OpenFlag.O_NONBLOCK;

    private void master(int master, WindowSize size) {
        handout.add(Descriptors.STDOUT, Fd.of(syscalls, master));
        syscalls.tiocsptlck(master, false);
        if (size.rows() > 0 && size.columns() > 0) syscalls.tiocswinsz(master, size);
        int slave = syscalls.tiocgptpeer(master, OpenFlag.O_RDWR | OpenFlag.O_NOCTTY);
        handout.add(Descriptors.INIT_STDIN, Fd.of(syscalls, slave));
        keep(Descriptors.STDOUT, master);
    }

    private static Mount.Fresh devptsOptions(RuntimeSpec spec) {
        for (var mount : spec.mounts()) {
            if (mount instanceof Mount.Fresh fresh && fresh.type().equals("devpts")) return fresh;
        }
        return new Mount.Fresh(
                "devpts",
                "/dev/pts",
                java.util.Set.of(),
                Map.of("newinstance", "", "ptmxmode", "0666", "mode", "0620", "gid", "5"));
    }

    // ---- control groups, mounts, namespaces

    /// A control group that is opened last.
    ///
    /// @param number it will have
    /// @param shown true to open it as a mount
    private record Group(int number, Path directory, boolean shown) {}

    private Join reserve(CgroupJoin join, boolean shown) {
        return switch (join) {
            case CgroupJoin.None _ -> new Join.None();
            case CgroupJoin.V1(var hierarchies) -> {
                var all = new ArrayList<LaunchResources.Hierarchy>();
                for (var hierarchy : hierarchies) {
                    int number = reserve(hierarchy.directory(), shown);
                    all.add(new LaunchResources.Hierarchy(hierarchy.name(), number));
                }
                yield new Join.V1(all);
            }
            case CgroupJoin.V2(var directory) -> new Join.V2(reserve(directory, false));
        };
    }

    private int reserve(Path directory, boolean shown) {
        int number = handout.reserve();
        groups.add(new Group(number, directory, shown));
        return number;
    }

    private void openReserved() {
        for (var group : groups) {
            var directory = group.directory();
            handout.add(
                    group.number(),
                    group.shown()
                            ? new BindSource(directory.toString(), "").tree(syscalls, false)
                            : path(directory));
        }
    }

    private List<TreeSlot> trees(List<Mount> mounts) {
        var trees = new ArrayList<TreeSlot>();
        for (var mount : mounts) {
            trees.add(
                    switch (mount) {
                        case Mount.Bind bind -> {
                            var tree = mapped(bind, tree(bind));
                            boolean directory = syscalls.fstat(tree.number()).isDirectory();
                            yield new TreeSlot(handout.add(tree), directory);
                        }
                        case Mount.Layers layers -> {
                            var tree = tree(layers);
                            boolean directory = syscalls.fstat(tree.number()).isDirectory();
                            yield new TreeSlot(handout.add(tree), directory);
                        }
                        case Mount.Fresh _, Mount.CgroupView _ -> TreeSlot.NONE;
                    });
        }
        return trees;
    }

    private Fd tree(Mount.Layers layers) {
        return tree(layers.subpath(), () -> rootMount.layers(layers.lowers(), layers.subpath()));
    }

    private Fd tree(Mount.Bind bind) {
        var source = new BindSource(bind.source().toString(), bind.subpath());
        return tree(bind.subpath(), () -> source.tree(syscalls, bind.recursive()));
    }

    private static Fd tree(String subpath, Supplier<Fd> opening) {
        try {
            return opening.get();
        } catch (SyscallException failure) {
            boolean isPart = !subpath.isEmpty() && failure.call().startsWith("openat2 ");
            if (!isPart) throw failure;
            throw FailureText.subpath(subpath, failure);
        }
    }

    private Fd mapped(Mount.Bind bind, Fd tree) {
        var map = bind.idMap();
        if (map == null) return tree;
        try {
            new UserNamespaces(syscalls).map(tree, map, bind.recursive(), bind.source());
            return tree;
        } catch (RuntimeException failure) {
            tree.close();
            throw failure;
        }
    }

    private Map<Namespaces.Kind, Integer> namespaces(Namespaces namespaces) {
        var all = new EnumMap<Namespaces.Kind, Integer>(Namespaces.Kind.class);
        var opened = new HashMap<Integer, Integer>();
        for (var kind : Namespaces.Kind.values()) {
            switch (namespaces.of(kind)) {
                case Namespaces.Source.New _, Namespaces.Source.Host _ -> {}
                case Namespaces.Source.Of(int pid, long start) ->
                        all.put(
                                kind,
                                opened.computeIfAbsent(pid, _ -> handout.add(process(pid, start))));
                case Namespaces.Source.Prepared(int fd) -> {
                    int copy = syscalls.fcntl(fd, dev.caisson.sys.Fcntl.F_DUPFD_CLOEXEC, 3);
                    all.put(kind, handout.add(Fd.of(syscalls, copy)));
                }
            }
        }
        return all;
    }

    private Fd process(int pid, long startTime) {
        var found = ProcessId.of(pid).filter(process -> process.startTicks() == startTime);
        var pidFd = found.flatMap(process -> process.open(syscalls));
        if (pidFd.isEmpty()) {
            throw new SyscallException(Errno.ESRCH, "pidfd_open " + pid);
        }
        try (var open = pidFd.get()) {
            int copy = syscalls.fcntl(open.number(), dev.caisson.sys.Fcntl.F_DUPFD_CLOEXEC, 3);
            return Fd.of(syscalls, copy);
        }
    }

    @Override
    public void close() {
        handout.close();
        report.close();
        kept.values().forEach(Fd::close);
        if (!committed) directories.forEach(this::forget);
    }

    private void forget(Path directory) {
        LogDirectory.forgetExit(syscalls, AtFlag.AT_FDCWD, directory + "/");
        if (!session) return;
        syscalls.unlinkat(AtFlag.AT_FDCWD, directory.toString(), AtFlag.AT_REMOVEDIR);
    }
}
