package dev.caisson.launch;

import dev.caisson.launch.LaunchResources.Join;
import dev.caisson.launch.LaunchResources.TreeSlot;
import dev.caisson.spec.Mount;
import dev.caisson.spec.Namespaces;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;

/// The resources of a launch as they would be numbered, with nothing opened.
final class PrintedResources {
    private int next = Descriptors.FIRST_EXTRA;

    private PrintedResources() {}

    static LaunchResources of(LaunchRequest request, LaunchResources.Host host) {
        return new PrintedResources().number(request, host);
    }

    private LaunchResources number(LaunchRequest request, LaunchResources.Host host) {
        var spec = request.spec();
        var cgroup = join(request.cgroup());
        var holders = join(request.holders());
        var trees = trees(spec.mounts());
        var namespaces = new EnumMap<Namespaces.Kind, Integer>(Namespaces.Kind.class);
        var opened = new HashMap<Integer, Integer>();
        for (var kind : Namespaces.Kind.values()) {
            switch (spec.namespaces().of(kind)) {
                case Namespaces.Source.New _, Namespaces.Source.Host _ -> {}
                case Namespaces.Source.Of(int pid, _) ->
                        namespaces.put(kind, opened.computeIfAbsent(pid, _ -> next++));
                case Namespaces.Source.Prepared _ -> namespaces.put(kind, next++);
            }
        }
        return new LaunchResources(
                next,
                cgroup,
                holders,
                trees,
                namespaces,
                new LaunchResources.LogStart(spec.stdio().log(), 0, 1, 64, 0, 0),
                Preparation.fileName(request.events()),
                host);
    }

    private Join join(CgroupJoin join) {
        return switch (join) {
            case CgroupJoin.None _ -> new Join.None();
            case CgroupJoin.V1(var hierarchies) ->
                    new Join.V1(
                            hierarchies.stream()
                                    .map(
                                            hierarchy ->
                                                    new LaunchResources.Hierarchy(
                                                            hierarchy.name(), next++))
                                    .toList());
            case CgroupJoin.V2 _ -> new Join.V2(next++);
        };
    }

    private List<TreeSlot> trees(List<Mount> mounts) {
        var trees = new ArrayList<TreeSlot>();
        for (var mount : mounts) {
            trees.add(
                    switch (mount) {
                        case Mount.Bind bind ->
                                new TreeSlot(
                                        next++,
                                        Files.isDirectory(bind.source().resolve(bind.subpath())));
                        case Mount.Layers _ -> new TreeSlot(next++, true);
                        case Mount.Fresh _, Mount.CgroupView _ -> TreeSlot.NONE;
                    });
        }
        return trees;
    }
}
