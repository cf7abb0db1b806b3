package dev.caisson.launch;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;
import dev.caisson.elf.Cell;
import dev.caisson.elf.Datum;
import dev.caisson.launch.LaunchProgram.Phase;
import dev.caisson.launch.PathSteps.Kind;
import dev.caisson.spec.Mount;
import dev.caisson.spec.Propagation;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.sys.Errno;
import dev.caisson.sys.FilesystemMagic;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.OpenFlag;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Enters the root and makes the mounts in it.
///
/// Every source is a detached mount by descriptor, and every destination a descriptor beneath the
/// root, so no path of the host is reachable from here on. `proc` and `sysfs` refuse a destination
/// behind a symbolic link, and a bind refuses one that lies in procfs, except for the few files
/// that are known to be harmless: otherwise an image or a shared volume could put a fake there for
/// whoever looks at it later.
final class MountSteps {
    /// Files of procfs that may be covered. Source: runc libcontainer/rootfs_linux.go.
    private static final Set<String> COVERABLE =
            Set.of(
                    "/proc/cpuinfo",
                    "/proc/diskstats",
                    "/proc/meminfo",
                    "/proc/stat",
                    "/proc/swaps",
                    "/proc/uptime",
                    "/proc/loadavg",
                    "/proc/slabinfo",
                    "/proc/sys/kernel/ns_last_pid",
                    "/proc/sys/crypto/fips_enabled");

    private static final String DEV = "/dev/";

    private final ProgramBuilder program;
    private final RuntimeSpec spec;
    private final LaunchResources resources;
    private final boolean terminal;
    private final PathSteps paths;
    private final FilesystemSteps filesystems;
    private final Cell mount;
    private final Cell target;
    private final Cell proc;
    private final Cell dev;
    private final Cell devNull;
    private final Datum filesystem;
    private boolean hasProc;
    private boolean hasDev;

    MountSteps(
            ProgramBuilder program, RuntimeSpec spec, LaunchResources resources, boolean terminal) {
        this.program = program;
        this.spec = spec;
        this.resources = resources;
        this.terminal = terminal;
        paths = new PathSteps(program, root());
        filesystems = new FilesystemSteps(program);
        mount = program.slot("mount");
        target = program.slot("target");
        proc = program.slot("proc");
        dev = program.slot("dev");
        devNull = program.slot("devNull");
        filesystem = program.block("statfs", 120);
    }

    static Arg root() {
        return Arg.of(Descriptors.ROOT);
    }

    PathSteps paths() {
        return paths;
    }

    /// Our own procfs, whatever is mounted on `/proc`: one is made when the spec has none.
    Cell proc() {
        if (!hasProc) {
            filesystems.make("proc", Map.of(), 0, proc, "a procfs of our own");
            hasProc = true;
        }
        return proc;
    }

    /// Moves the root into place and leaves the old one.
    void enterRoot() {
        var p = program;
        p.phase(Phase.MOUNT);
        p.step("attach the root", new MountOp.MoveMount(root(), Arg.of(-100), p.text("/mnt")));
        p.step("go to the root", new FileOp.Fchdir(root()));
        p.step("make it the root", new MountOp.PivotRoot());
        p.step("detach the old root", new MountOp.Umount2());
        p.step("have modes taken as they are", new FileOp.Umask(0));
    }

    void mounts() {
        program.phase(Phase.MOUNT);
        for (int i = 0; i < spec.mounts().size(); i++) {
            var tree = resources.trees().get(i);
            switch (spec.mounts().get(i)) {
                case Mount.Fresh fresh -> fresh(fresh);
                case Mount.Bind bind -> bind(bind, tree);
                case Mount.CgroupView view -> cgroups(view);
                case Mount.Layers layers -> {
                    setAttributes(Arg.of(tree.fd()), false, layers.flags(), 0, "layers");
                    var kind = tree.directory() ? Kind.DIRECTORY : Kind.FILE;
                    attach(Arg.of(tree.fd()), layers.destination(), kind, false);
                }
            }
        }
    }

    // ---- new file systems

    private void fresh(Mount.Fresh fresh) {
        var p = program;
        var destination = "/" + PathSteps.relative(fresh.destination());
        boolean isDev = fresh.type().equals("tmpfs") && destination.equals("/dev");
        boolean isProc = fresh.type().equals("proc");
        var into = isDev ? dev : isProc ? proc : mount;
        if (fresh.type().equals("devpts") && terminal) {
            attach(Arg.of(Descriptors.DEVPTS), destination, Kind.DIRECTORY, true);
            return;
        }
        var name = fresh.type() + " on " + destination;
        filesystems.make(fresh.type(), fresh.options(), attributes(fresh.flags()), into, name);
        boolean strict = isProc || fresh.type().equals("sysfs");
        attach(into, destination, Kind.DIRECTORY, strict);
        if (isProc) hasProc = true;
        if (isDev) {
            hasDev = true;
            new DeviceSteps(p, dev).nodes(spec.devices());
            p.step("keep /dev/null", openNull(OpenFlag.O_PATH)).result(devNull);
        }
        if (!isDev && !isProc) p.step("close the mount", new FileOp.Close(mount));
    }

    private FileOp openNull(int flags) {
        return new FileOp.Openat(dev, program.text("null"), flags, 0);
    }

    // ---- what the daemon opened

    private void bind(Mount.Bind bind, LaunchResources.TreeSlot tree) {
        var fd = Arg.of(tree.fd());
        var what = bind.source() + " on " + bind.destination();
        long propagation = propagation(bind.propagation());
        boolean deep = recursive(bind.propagation()) && bind.recursive();
        if (deep && !bind.recursiveReadOnly()) {
            setAttributes(fd, true, Set.of(), propagation, what);
            setAttributes(fd, false, bind.flags(), 0, what);
        } else {
            boolean all = bind.recursiveReadOnly() && bind.recursive();
            setAttributes(fd, all || deep, bind.flags(), propagation, what);
        }
        var destination = "/" + PathSteps.relative(bind.destination());
        attach(fd, destination, tree.directory() ? Kind.DIRECTORY : Kind.FILE, false);
        program.step("close " + bind.source(), new FileOp.Close(fd));
    }

    private void setAttributes(
            Arg fd, boolean deep, Set<Mount.Flag> flags, long propagation, String what) {
        if (flags.isEmpty() && propagation == 0) return;
        program.step(
                "set attributes of " + what,
                new MountOp.MountSetattr(fd, deep, attributeWords(attributes(flags), propagation)));
    }

    private Address attributeWords(int attributes, long propagation) {
        int atime = attributes & MountFlag.MOUNT_ATTR__ATIME;
        return program.words(
                attributes, atime == 0 ? 0 : MountFlag.MOUNT_ATTR__ATIME, propagation, 0);
    }

    // ---- control groups

    private void cgroups(Mount.CgroupView view) {
        var destination = "/" + PathSteps.relative(view.destination());
        switch (resources.cgroup()) {
            case LaunchResources.Join.V2 _ -> {
                var name = "cgroup2 on " + destination;
                filesystems.make(
                        "cgroup2",
                        Map.of("source", "cgroup"),
                        attributes(view.flags()),
                        mount,
                        name);
                attach(mount, destination, Kind.DIRECTORY, false);
                program.step("close the mount", new FileOp.Close(mount));
            }
            case LaunchResources.Join.V1(var hierarchies) ->
                    hierarchies(view, destination, hierarchies);
            case LaunchResources.Join.None _ -> {}
        }
    }

    /// A tmpfs with one mount for each hierarchy and, as people expect, a link for each controller
    /// of a hierarchy that has several.
    private void hierarchies(
            Mount.CgroupView view,
            String destination,
            List<LaunchResources.Hierarchy> hierarchies) {
        var p = program;
        var name = "tmpfs on " + destination;
        filesystems.make("tmpfs", Map.of("mode", "755", "source", "tmpfs"), 0, mount, name);
        attach(mount, destination, Kind.DIRECTORY, false);
        for (var hierarchy : hierarchies) {
            var fd = Arg.of(hierarchy.fd());
            setAttributes(fd, false, view.flags(), MountFlag.MS_PRIVATE, hierarchy.name());
            var directory = p.text(hierarchy.name());
            p.step("make " + hierarchy.name(), new FileOp.Mkdirat(mount, directory, 0755));
            p.step(
                    "mount cgroup " + hierarchy.name() + " on " + destination,
                    new MountOp.MoveMount(fd, mount, directory));
            if (hierarchy.name().indexOf(',') < 0) continue;
            for (var controller : hierarchy.name().split(",", -1)) {
                p.step(
                        "link " + controller,
                        new FileOp.Symlinkat(directory, mount, p.text(controller)));
            }
        }
        setAttributes(mount, false, view.flags(), 0, name);
        p.step("close the mount", new FileOp.Close(mount));
    }

    // ---- destinations

    /// Attaches a detached mount at a path of the container.
    ///
    /// @param strict true when no symbolic link may be on the way
    private void attach(Arg detached, String destination, Kind kind, boolean strict) {
        var p = program;
        var what = "attach " + destination;
        if (kind == Kind.DIRECTORY && inDev(destination)) {
            // Nobody but us has been in this tmpfs.
            var name = p.text(destination.substring(DEV.length()));
            p.step("make " + destination, new FileOp.Mkdirat(dev, name, 0755)).ignoringErrors();
            p.step(what, new MountOp.MoveMount(detached, dev, name));
            return;
        }
        if (strict) {
            var missing = p.label("no " + destination);
            var there = p.label("found " + destination);
            paths.openWithoutLinks(destination, target, missing);
            p.jump(there);
            p.place(missing);
            var absent = p.label("make " + destination + " first");
            p.onlyError(Errno.ENOENT, absent);
            p.place(absent);
            paths.openOrMake(destination, kind, target);
            p.place(there);
        } else {
            paths.openOrMake(destination, kind, target);
            if (!COVERABLE.contains(destination)) refuseProcfs(destination);
        }
        p.step(what, new MountOp.MoveMount(detached, target, p.text("")));
        p.step("close the destination", new FileOp.Close(target));
    }

    private boolean inDev(String destination) {
        return hasDev
                && destination.startsWith(DEV)
                && destination.indexOf('/', DEV.length()) < 0
                && !devNames().contains(destination.substring(DEV.length()));
    }

    private Set<String> devNames() {
        return DeviceSteps.names(spec.devices());
    }

    /// Ends the launch with the error of a call that cannot succeed when `target` is in procfs.
    private void refuseProcfs(String destination) {
        var p = program;
        var fine = p.label(destination + " is not in procfs");
        p.step("look at " + destination, new FileOp.Fstatfs(target, filesystem.address()));
        p.step(
                        "is it procfs?",
                        new Compute.Subtract(
                                filesystem.cell(0), p.number(FilesystemMagic.PROC_SUPER_MAGIC)))
                .onNegative(fine)
                .onPositive(fine);
        p.step("refuse to cover procfs at " + destination, new FileOp.Close(Arg.of(-1)));
        p.place(fine);
    }

    // ---- after the mounts

    /// `/dev/console` is the terminal.
    void console() {
        if (!terminal || !hasDev) return;
        var p = program;
        p.phase(Phase.MOUNT);
        var name = p.text("console");
        p.step("make /dev/console", new FileOp.Mknodat(dev, name, 0100600, 0));
        p.step(
                        "clone the terminal",
                        new MountOp.OpenTree(Arg.of(Descriptors.DEVPTS), p.text("0"), false))
                .result(mount);
        p.step("attach /dev/console", new MountOp.MoveMount(mount, dev, name));
        p.step("close the mount", new FileOp.Close(mount));
    }

    /// Files get `/dev/null`, directories an empty file system.
    void mask() {
        var p = program;
        p.phase(Phase.MOUNT);
        if (spec.maskedPaths().isEmpty()) return;
        if (!hasDev) verifiedNull(devNull);
        var clone = p.slot("clone");
        for (var path : spec.maskedPaths()) maskOne(path, clone);
    }

    private void maskOne(String path, Cell clone) {
        var p = program;
        var next = p.label("masked " + path);
        var cover = p.label("cover " + path);
        var notDirectory = p.label("no directory " + path);
        var file = p.label("file " + path);
        paths.open(path, Kind.DIRECTORY, target, notDirectory);
        var empty = "an empty file system on " + path;
        filesystems.make("tmpfs", Map.of("size", "0k"), MountFlag.MOUNT_ATTR_RDONLY, clone, empty);
        p.place(cover);
        p.step("mask " + path, new MountOp.MoveMount(clone, target, p.text("")));
        p.step("close the cover", new FileOp.Close(clone));
        p.step("close " + path, new FileOp.Close(target)).then(next);
        p.place(notDirectory);
        p.ifError(Errno.ENOENT, next);
        p.onlyError(Errno.ENOTDIR, file);
        p.place(file);
        paths.open(path, Kind.ANY, target, p.failed());
        p.step("clone /dev/null", new MountOp.OpenTree(devNull, p.text(""), false))
                .result(clone)
                .then(cover);
        p.place(next);
    }

    /// `/dev/null` of a `/dev` that is not ours: only if it is that device.
    private void verifiedNull(Cell into) {
        paths.open("/dev/null", Kind.ANY, into, program.failed());
        paths.verifyNull(into);
    }

    void readonly() {
        var p = program;
        p.phase(Phase.MOUNT);
        for (var path : spec.readonlyPaths()) {
            var next = p.label("read-only " + path);
            var skip = p.label("skip " + path);
            paths.open(path, Kind.ANY, target, skip);
            p.step("clone " + path, new MountOp.OpenTree(target, p.text(""), true)).result(mount);
            p.step(
                    "make " + path + " read-only",
                    new MountOp.MountSetattr(
                            mount, true, attributeWords(MountFlag.MOUNT_ATTR_RDONLY, 0)));
            p.step("attach " + path, new MountOp.MoveMount(mount, target, p.text("")));
            p.step("close the mount", new FileOp.Close(mount));
            p.step("close " + path, new FileOp.Close(target)).then(next);
            p.place(skip);
            p.onlyError(Errno.ENOENT, next);
            p.place(next);
        }
    }

    /// Standard input is `/dev/null`: the container's own, because whoever is root there could
    /// change the owner or mode of another.
    void nullStdin() {
        var p = program;
        if (hasDev) {
            p.step("open /dev/null", openNull(OpenFlag.O_RDONLY)).result(mount);
        } else {
            verifiedNull(target);
            p.step("close the reference", new FileOp.Close(target));
            paths.openDevice("/dev/null", mount);
        }
        p.step("standard input is /dev/null", new FileOp.Dup3(mount, 0, 0));
        p.step("close it", new FileOp.Close(mount));
    }

    /// The last change of the root itself.
    void finishRoot() {
        long propagation = propagation(spec.root().propagation());
        int attributes = spec.root().readonly() ? MountFlag.MOUNT_ATTR_RDONLY : 0;
        if (propagation == MountFlag.MS_PRIVATE) propagation = 0;
        if (propagation == 0 && attributes == 0) return;
        program.step(
                "set attributes of the root",
                new MountOp.MountSetattr(root(), false, attributeWords(attributes, propagation)));
    }

    // ---- numbers

    private static int attributes(Set<Mount.Flag> flags) {
        int attributes = 0;
        for (var flag : flags) {
            attributes |=
                    switch (flag) {
                        case READ_ONLY -> MountFlag.MOUNT_ATTR_RDONLY;
                        case NO_SUID -> MountFlag.MOUNT_ATTR_NOSUID;
                        case NO_DEV -> MountFlag.MOUNT_ATTR_NODEV;
                        case NO_EXEC -> MountFlag.MOUNT_ATTR_NOEXEC;
                        case STRICT_ATIME -> MountFlag.MOUNT_ATTR_STRICTATIME;
                        case NO_ATIME -> MountFlag.MOUNT_ATTR_NOATIME;
                    };
        }
        return attributes;
    }

    private static long propagation(Propagation propagation) {
        return switch (propagation) {
            case PRIVATE, RPRIVATE -> MountFlag.MS_PRIVATE;
            case SLAVE, RSLAVE -> MountFlag.MS_SLAVE;
            case SHARED, RSHARED -> MountFlag.MS_SHARED;
            case UNBINDABLE, RUNBINDABLE -> MountFlag.MS_UNBINDABLE;
        };
    }

    private static boolean recursive(Propagation propagation) {
        return switch (propagation) {
            case RPRIVATE, RSLAVE, RSHARED, RUNBINDABLE -> true;
            case PRIVATE, SLAVE, SHARED, UNBINDABLE -> false;
        };
    }
}
