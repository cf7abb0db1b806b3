package dev.caisson.cgroup;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.Unavailable;
import dev.caisson.spec.Resources;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.SyscallException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A cgroup of version 2: one directory.
final class V2Cgroup implements Cgroup {
    private static final List<String> CONTROLLERS =
            List.of("cpuset", "cpu", "memory", "pids", "io");

    private final CgroupPath path;
    private final CgroupTree tree;
    private final Path directory;
    private final Patience patience;
    private final Path proc;
    private List<String> warnings = List.of();

    V2Cgroup(CgroupPath path, CgroupTree tree, Path directory, Patience patience, Path proc) {
        this.path = path;
        this.tree = tree;
        this.directory = directory;
        this.patience = patience;
        this.proc = proc;
    }

    /// Sets the limits of a cgroup just made.
    void limit(Resources resources) {
        apply(V2Plan.of(resources, CurrentLimits.none()));
        if (resources.devices().isEmpty()) return;
        try {
            tree.attachDeviceProgram(directory, DeviceProgram.compile(resources.devices()));
        } catch (SyscallException failure) {
            // Never without: the device rules keep a container from the host's disks.
            throw new Internal(
                    failure, FaultCode.CGROUP_CREATE_FAILED, path, failure.getMessage() + "");
        }
    }

    @Override
    public CgroupPath path() {
        return path;
    }

    @Override
    public Join join() {
        return new Join.CloneInto(directory);
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public void update(Resources changes) {
        Blocking.run(() -> apply(V2Plan.of(changes, now())));
    }

    @Override
    public CgroupStats stats() {
        return new V2Stats(tree, directory).read(HostLoad.read(proc));
    }

    @Override
    public void freeze() {
        Blocking.run(
                () -> {
                    var file = directory.resolve("cgroup.freeze");
                    tree.write(file, List.of("1"));
                    if (event("frozen 1")) return;
                    tree.write(file, List.of("0"));
                    throw new Unavailable(
                            FaultCode.CGROUP_FREEZE_TIMEOUT,
                            path,
                            "a process does not stop, perhaps in I/O");
                });
    }

    @Override
    public void thaw() {
        Blocking.run(() -> tree.write(directory.resolve("cgroup.freeze"), List.of("0")));
    }

    @Override
    public boolean frozen() {
        return tree.read(directory.resolve("cgroup.freeze")).orElse("0").equals("1");
    }

    @Override
    public long oomKills() {
        return tree.read(directory.resolve("memory.events"))
                .map(FlatFile::parse)
                .orElse(Map.of())
                .getOrDefault("oom_kill", 0L);
    }

    @Override
    public OomSource oomSource() {
        return new OomSource.Pollable(directory.resolve("memory.events"));
    }

    @Override
    public List<Integer> members() {
        return new Directories(tree, patience).members(directory);
    }

    @Override
    public void kill() {
        boolean dead =
                Blocking.call(
                        () -> {
                            var file = directory.resolve("cgroup.kill");
                            if (!tree.exists(file)) return true;
                            tree.write(file, List.of("1"));
                            return event("populated 0");
                        });
        if (!dead) throw new Unavailable(FaultCode.CGROUP_BUSY, path, "processes " + members());
    }

    /// The last process may have told its parent of its end a moment before it left the cgroup,
    /// which is announced here: so the wait is not a loop.
    @Override
    public void remove() {
        Blocking.run(
                () -> {
                    if (tree.exists(directory)) event("populated 0");
                    new Directories(tree, patience).remove(List.of(directory));
                });
    }

    @Override
    public String toString() {
        return "cgroup " + path;
    }

    private boolean event(String line) {
        return tree.await(
                directory.resolve("cgroup.events"),
                text -> text.lines().anyMatch(line::equals),
                patience.limit());
    }

    private void apply(List<CgroupWrite> plan) {
        var directories = new HashMap<String, Path>();
        CONTROLLERS.forEach(controller -> directories.put(controller, directory));
        warnings = new LimitWriter(tree, directories).write(plan);
    }

    private CurrentLimits now() {
        var max = tree.read(directory.resolve("cpu.max")).orElse("max " + V2Plan.USUAL_PERIOD);
        var fields = max.split(" ");
        return new CurrentLimits(
                tree.read(directory.resolve("memory.max")).map(FlatFile::number).orElse(-1L),
                -1,
                FlatFile.number(fields[0]),
                fields.length > 1 ? FlatFile.number(fields[1]) : V2Plan.USUAL_PERIOD);
    }
}
