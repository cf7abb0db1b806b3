package dev.caisson.container;

import dev.caisson.cgroup.CgroupHost;
import dev.caisson.cgroup.Join;
import dev.caisson.launch.CgroupJoin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Says in the words of `launch` how a process joins what `cgroup` made.
final class CgroupJoins {
    private CgroupJoins() {}

    static CgroupJoin of(CgroupHost host, Join join) {
        return switch (join) {
            case Join.CloneInto(var directory) -> new CgroupJoin.V2(directory);
            case Join.Tasks(var files) -> new CgroupJoin.V1(hierarchies(host, files));
        };
    }

    private static List<CgroupJoin.Hierarchy> hierarchies(CgroupHost host, List<Path> files) {
        var mounts = new ArrayList<Path>();
        if (host instanceof CgroupHost.V1(var controllers, var named, var unified)) {
            mounts.addAll(controllers.values());
            mounts.addAll(named.values());
            if (unified != null) mounts.add(unified);
        }
        return files.stream().map(file -> hierarchy(mounts, file)).toList();
    }

    private static CgroupJoin.Hierarchy hierarchy(List<Path> mounts, Path file) {
        var directory = Objects.requireNonNull(file.getParent());
        var name =
                mounts.stream()
                        .filter(directory::startsWith)
                        .findFirst()
                        .map(mount -> mount.getFileName().toString())
                        .orElseGet(() -> directory.getName(3).toString());
        return new CgroupJoin.Hierarchy(name, directory);
    }
}
