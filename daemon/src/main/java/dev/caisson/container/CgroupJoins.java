package dev.caisson.container;

import dev.caisson.cgroup.Join;
import dev.caisson.launch.CgroupJoin;

/// Says in the words of `launch` how a process joins what `cgroup` made.
final class CgroupJoins {
    private CgroupJoins() {}

    static CgroupJoin of(Join join) {
        return switch (join) {
            case Join.CloneInto(var directory) -> new CgroupJoin.V2(directory);
            case Join.Hierarchies(var hierarchies) ->
                    new CgroupJoin.V1(
                            hierarchies.stream()
                                    .map(
                                            each ->
                                                    new CgroupJoin.Hierarchy(
                                                            each.name(), each.directory()))
                                    .toList());
        };
    }
}
