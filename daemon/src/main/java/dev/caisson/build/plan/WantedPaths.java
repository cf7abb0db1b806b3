package dev.caisson.build.plan;

import dev.caisson.build.context.GitAddress;
import dev.caisson.build.context.RemoteFiles;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.dockerfile.RunMount;
import dev.caisson.dockerfile.Word;
import dev.caisson.value.PathParts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a build needs of its context, as far as its Dockerfile says.
public final class WantedPaths {
    private final Set<String> paths = new LinkedHashSet<>();
    private boolean all;

    private WantedPaths() {}

    /// @return paths and patterns, none when nothing is needed; empty when everything may be,
    ///     because a path is the whole or has a variable in it
    public static Optional<List<String>> of(BuildPlan plan) {
        var wanted = new WantedPaths();
        for (var stage : plan.stages()) {
            for (var instruction : stage.stage().instructions()) wanted.add(instruction);
        }
        return wanted.all ? Optional.empty() : Optional.of(List.copyOf(wanted.paths));
    }

    private void add(Instruction instruction) {
        switch (instruction) {
            case Instruction.Copy copy -> {
                if (copy.options().from() == null) {
                    for (var source : copy.transfer().sources()) add(source);
                }
            }
            case Instruction.Add add -> {
                for (var source : add.transfer().sources()) {
                    var text = source.raw();
                    boolean elsewhere =
                            GitAddress.parse(text) != null || RemoteFiles.isAddress(text);
                    if (!elsewhere) add(source);
                }
            }
            case Instruction.Run run -> {
                for (var mount : run.options().mounts()) add(mount);
            }
            default -> {
                // takes nothing
            }
        }
    }

    private void add(Word source) {
        if (source.raw().indexOf('$') >= 0) all = true;
        else add(source.expand(_ -> Optional.empty()));
    }

    /// A variable in a mount shows when it is set to two things.
    private void add(RunMount mount) {
        var one = mount.resolve(_ -> Optional.of("1"));
        var other = mount.resolve(_ -> Optional.of("2"));
        if (!(one instanceof RunMount.Bind bind) || bind.from() != null) return;
        if (!one.equals(other)) all = true;
        else add(bind.source());
    }

    private void add(String path) {
        var parts = PathParts.of(path);
        if (parts.isEmpty()) all = true;
        else paths.add(String.join("/", parts));
    }
}
