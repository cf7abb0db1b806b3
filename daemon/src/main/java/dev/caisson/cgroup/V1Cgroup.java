package dev.caisson.cgroup;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.spec.Resources;
import dev.caisson.sys.Blocking;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// A cgroup of version 1: a directory of the same name in each hierarchy.
final class V1Cgroup implements Cgroup {
    private static final String FROZEN = "FROZEN";
    private static final String THAWED = "THAWED";

    private final CgroupPath path;
    private final CgroupTree tree;
    private final SequencedMap<String, Path> directories;
    private final Patience patience;
    private final Path proc;
    private List<String> warnings = List.of();

    /// @param directories of each controller, in the order in which they are joined
    V1Cgroup(
            CgroupPath path,
            CgroupTree tree,
            SequencedMap<String, Path> directories,
            Patience patience,
            Path proc) {
        this.path = path;
        this.tree = tree;
        this.directories = directories;
        this.patience = patience;
        this.proc = proc;
    }

    /// Sets the limits of a cgroup just made.
    void limit(Resources resources) {
        apply(V1Plan.of(resources, CurrentLimits.none()));
    }

    @Override
    public CgroupPath path() {
        return path;
    }

    @Override
    public Join join() {
        return new Join.Hierarchies(
                distinct().stream()
                        .map(each -> new Join.Hierarchy(V1Cgroups.name(mount(each)), each))
                        .toList());
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public void update(Resources changes) {
        var limits =
                new Resources(
                        changes.memory(),
                        changes.cpu(),
                        changes.pids(),
                        changes.blockIo(),
                        List.of());
        Blocking.run(() -> apply(V1Plan.of(limits, now())));
    }

    @Override
    public CgroupStats stats() {
        return new V1Stats(tree, directories).read(HostLoad.read(proc));
    }

    @Override
    public void freeze() {
        Blocking.run(this::freezeAll);
    }

    /// A process that forks at the wrong moment leaves the state at `FREEZING`; asking once more
    /// catches it.
    private void freezeAll() {
        var state = freezer().resolve("freezer.state");
        tree.write(state, List.of(FROZEN));
        boolean frozen =
                patience.until(
                        () -> {
                            if (isFrozen()) return true;
                            tree.write(state, List.of(FROZEN));
                            return isFrozen();
                        });
        if (frozen) return;
        tree.write(state, List.of(THAWED));
        throw new Unavailable(
                FaultCode.CGROUP_FREEZE_TIMEOUT, path, "a process does not stop, perhaps in I/O");
    }

    @Override
    public void thaw() {
        Blocking.run(() -> tree.write(freezer().resolve("freezer.state"), List.of(THAWED)));
    }

    @Override
    public boolean frozen() {
        return directories.containsKey("freezer") && isFrozen();
    }

    private boolean isFrozen() {
        return tree.read(freezer().resolve("freezer.state")).orElse(FROZEN).equals(FROZEN);
    }

    @Override
    public long oomKills() {
        var memory = directories.get("memory");
        if (memory == null) return 0;
        return tree.read(memory.resolve("memory.oom_control"))
                .map(FlatFile::parse)
                .orElse(Map.of())
                .getOrDefault("oom_kill", 0L);
    }

    @Override
    public OomSource oomSource() {
        var memory = directories.get("memory");
        if (memory == null) return new OomSource.None();
        return new OomSource.EventFd(
                memory.resolve("memory.oom_control"), memory.resolve("cgroup.event_control"));
    }

    @Override
    public List<Integer> members() {
        return new Directories(tree, patience).members(reference());
    }

    /// While all are frozen none can fork or end, so the pids read are those killed. A frozen
    /// process dies only when it is thawed.
    @Override
    public void kill() {
        boolean dead = Blocking.call(() -> patience.until(this::killOnce));
        if (!dead) throw new Unavailable(FaultCode.CGROUP_BUSY, path, "processes " + members());
    }

    /// @return whether nobody was left
    private boolean killOnce() {
        var members = members();
        if (members.isEmpty()) return true;
        if (!directories.containsKey("freezer")) {
            members.forEach(tree::killProcess);
            return false;
        }
        var state = freezer().resolve("freezer.state");
        try {
            // One attempt is enough here: whoever escapes it is met in the next round.
            tree.write(state, List.of(FROZEN));
            members().forEach(tree::killProcess);
        } finally {
            if (tree.exists(state)) tree.write(state, List.of(THAWED));
        }
        return false;
    }

    @Override
    public void remove() {
        Blocking.run(() -> new Directories(tree, patience).remove(distinct()));
    }

    @Override
    public String toString() {
        return "cgroup " + path;
    }

    private void apply(List<CgroupWrite> plan) {
        warnings = new LimitWriter(tree, directories).write(plan);
    }

    private CurrentLimits now() {
        return new CurrentLimits(
                limit("memory", "memory.limit_in_bytes"),
                limit("memory", "memory.memsw.limit_in_bytes"),
                limit("cpu", "cpu.cfs_quota_us"),
                limit("cpu", "cpu.cfs_period_us"));
    }

    private long limit(String controller, String file) {
        var directory = directories.get(controller);
        if (directory == null) return -1;
        long limit = tree.read(directory.resolve(file)).map(FlatFile::number).orElse(-1L);
        // The highest number of pages, in bytes, is how this version says none.
        return limit > Long.MAX_VALUE - (1 << 20) ? -1 : limit;
    }

    private Path mount(Path directory) {
        return Objects.requireNonNull(directory.getRoot())
                .resolve(directory.subpath(0, directory.getNameCount() - path.names().size()));
    }

    private List<Path> distinct() {
        return List.copyOf(new LinkedHashSet<>(directories.values()));
    }

    private Path freezer() {
        var freezer = directories.get("freezer");
        if (freezer == null)
            throw new Unavailable(
                    FaultCode.CGROUP_FREEZE_TIMEOUT, path, "the freezer is not mounted");
        return freezer;
    }

    /// The hierarchy whose members count: the freezer's, since that is the one frozen.
    private Path reference() {
        var freezer = directories.get("freezer");
        return freezer != null ? freezer : directories.firstEntry().getValue();
    }
}
