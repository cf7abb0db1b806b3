package dev.caisson.cgroup;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.spec.Resources;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.SyscallException;
import dev.caisson.value.ContainerId;
import dev.caisson.value.Undo;
import java.nio.file.Path;
import java.util.List;

/// Cgroups of version 2.
final class V2Cgroups implements Cgroups {
    /// What containers are limited by. `io` waits for a disk to say how it is scheduled.
    private static final List<String> DELEGATED = List.of("cpuset", "cpu", "memory", "pids", "io");

    private final CgroupHost.V2 host;
    private final CgroupTree tree;
    private final Patience patience;
    private final Path proc;
    private final DirectoryMaker maker;
    private final CgroupFeatures features;

    V2Cgroups(CgroupHost.V2 host, CgroupTree tree, Patience patience, Path proc) {
        this.host = host;
        this.tree = tree;
        this.patience = patience;
        this.proc = proc;
        this.maker = new DirectoryMaker(tree, patience, _ -> {});
        var standard = CgroupPath.standard();
        makeParents(standard);
        this.features = new FeatureReader(tree).version2(directory(standard));
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
                    makeParents(parent);
                    var cgroup = open(parent.child(id));
                    try (var undo = new Undo()) {
                        maker.make(directory(cgroup.path()), undo);
                        cgroup.limit(resources);
                        return undo.commit(cgroup);
                    }
                });
    }

    @Override
    public V2Cgroup open(CgroupPath path) {
        return new V2Cgroup(path, tree, directory(path), patience, proc);
    }

    @Override
    public List<ContainerId> below(CgroupPath parent) {
        return maker.containers(List.of(directory(parent)));
    }

    @Override
    public Join holders() {
        var directory = host.root().resolve(HOLDERS);
        tree.makeDirectory(directory);
        return new Join.CloneInto(directory);
    }

    /// A child has the files of a controller only when every cgroup above it delegates that
    /// controller. One that has processes of its own cannot; then the child goes without.
    private void makeParents(CgroupPath path) {
        delegate(host.root());
        var directory = host.root();
        for (var name : path.names()) {
            maker.makeParents(directory, new CgroupPath(List.of(name)));
            directory = directory.resolve(name);
            delegate(directory);
        }
    }

    private void delegate(Path directory) {
        var offered = words(directory, "cgroup.controllers");
        var delegated = words(directory, "cgroup.subtree_control");
        var file = directory.resolve("cgroup.subtree_control");
        for (var controller : DELEGATED) {
            if (!offered.contains(controller) || delegated.contains(controller)) continue;
            try {
                tree.write(file, List.of("+" + controller));
            } catch (SyscallException failure) {
                switch (failure.errno()) {
                    case EBUSY, EOPNOTSUPP, EINVAL, ENOENT -> {
                        // Not delegated: what depends on it is told as a warning.
                    }
                    default ->
                            throw new Internal(
                                    failure,
                                    FaultCode.CGROUP_CREATE_FAILED,
                                    directory,
                                    failure.getMessage() + "");
                }
            }
        }
    }

    private List<String> words(Path directory, String file) {
        return List.of(tree.read(directory.resolve(file)).orElse("").split(" "));
    }

    private Path directory(CgroupPath path) {
        return host.root().resolve(path.toString());
    }
}
