package dev.caisson.cgroup;

import dev.caisson.fault.Internal;
import dev.caisson.spec.Resources;
import dev.caisson.sys.Blocking;
import dev.caisson.value.ContainerId;
import dev.caisson.value.Undo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Cgroups of version 1.
final class V1Cgroups implements Cgroups {
    /// In the order in which a process joins them: its processors are decided first.
    private static final List<String> CONTROLLERS =
            List.of("cpuset", "cpu", "cpuacct", "memory", "pids", "blkio", "devices", "freezer");

    private static final List<String> INHERITED = List.of("cpuset.cpus", "cpuset.mems");

    private final CgroupHost.V1 host;
    private final CgroupTree tree;
    private final Patience patience;
    private final Path proc;
    private final DirectoryMaker maker;

    /// Those made, or found with all they need.
    private final Set<CgroupPath> parents = ConcurrentHashMap.newKeySet();

    private final CgroupFeatures features;
    private final Join.Hierarchies holders;

    V1Cgroups(CgroupHost.V1 host, CgroupTree tree, Patience patience, Path proc) {
        this.host = host;
        this.tree = tree;
        this.patience = patience;
        this.proc = proc;
        this.maker = new DirectoryMaker(tree, patience, this::giveProcessors);
        makeParents(CgroupPath.standard());
        this.features = new FeatureReader(tree).version1(directories(CgroupPath.standard()));
        this.holders = hierarchies(OwnPaths.read(proc));
    }

    @Override
    public CgroupHost host() {
        return host;
    }

    @Override
    public CgroupFeatures features() {
        return features;
    }

    @Override
    public Cgroup create(CgroupPath parent, ContainerId id, Resources resources) {
        return Blocking.call(
                () -> {
                    // Parents are shared and stay, unless somebody else removes them.
                    if (!parents.contains(parent)) makeParents(parent);
                    try {
                        return make(parent.child(id), resources);
                    } catch (Internal failure) {
                        if (allThere(parent)) throw failure;
                        makeParents(parent);
                        return make(parent.child(id), resources);
                    }
                });
    }

    private Cgroup make(CgroupPath path, Resources resources) {
        var cgroup = open(path);
        try (var undo = new Undo()) {
            for (var directory : distinct(path)) maker.make(directory, undo);
            cgroup.limit(resources);
            return undo.commit(cgroup);
        }
    }

    private boolean allThere(CgroupPath path) {
        return distinct(path).stream().allMatch(tree::exists);
    }

    @Override
    public V1Cgroup open(CgroupPath path) {
        return new V1Cgroup(path, tree, directories(path), patience, proc);
    }

    @Override
    public List<ContainerId> below(CgroupPath parent) {
        return maker.containers(distinct(parent));
    }

    /// Every hierarchy counts in which the daemon is not at the root: there a holder would be
    /// limited, or ended, together with the daemon.
    @Override
    public Join holders() {
        for (var hierarchy : holders.hierarchies()) {
            var directory = hierarchy.directory();
            if (tree.exists(directory)) continue;
            tree.makeDirectory(directory);
            giveProcessors(directory);
        }
        return holders;
    }

    private Join.Hierarchies hierarchies(OwnPaths own) {
        var hierarchies = new LinkedHashMap<String, Path>();
        host.controllers().forEach((name, mount) -> hierarchies.put(name, mount.resolve(HOLDERS)));
        host.named()
                .forEach((name, mount) -> hierarchies.put("name=" + name, mount.resolve(HOLDERS)));
        hierarchies.keySet().removeIf(own::isAtRoot);
        return new Join.Hierarchies(
                new LinkedHashSet<>(hierarchies.values())
                        .stream()
                                .map(
                                        each ->
                                                new Join.Hierarchy(
                                                        name(
                                                                Objects.requireNonNull(
                                                                        each.getParent())),
                                                        each))
                                .toList());
    }

    private void makeParents(CgroupPath path) {
        for (var mount : new LinkedHashSet<>(mounts().values())) maker.makeParents(mount, path);
        parents.add(path);
    }

    /// A new set of processors is empty, and nobody can join it before it has some.
    private void giveProcessors(Path directory) {
        var cpuset = host.controllers().get("cpuset");
        if (cpuset == null || !directory.startsWith(cpuset)) return;
        for (var name : INHERITED) {
            var file = directory.resolve(name);
            if (!tree.read(file).orElse("?").isEmpty()) continue;
            var ofParent = tree.read(directory.resolveSibling(name)).orElse("");
            if (!ofParent.isEmpty()) tree.write(file, List.of(ofParent));
        }
    }

    private List<Path> distinct(CgroupPath path) {
        return List.copyOf(new LinkedHashSet<>(directories(path).values()));
    }

    private SequencedMap<String, Path> directories(CgroupPath path) {
        var directories = mounts();
        directories.replaceAll((_, mount) -> mount.resolve(path.toString()));
        return directories;
    }

    private SequencedMap<String, Path> mounts() {
        var mounts = new LinkedHashMap<String, Path>();
        for (var controller : CONTROLLERS) {
            var mount = host.controllers().get(controller);
            if (mount != null) mounts.put(controller, mount);
        }
        return mounts;
    }

    static String name(Path mount) {
        return String.valueOf(mount.getFileName());
    }
}
