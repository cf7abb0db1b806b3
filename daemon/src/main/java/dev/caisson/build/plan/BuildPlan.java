package dev.caisson.build.plan;

import dev.caisson.build.BuildRequest.Recipe;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.dockerfile.Instruction.Copy;
import dev.caisson.dockerfile.Instruction.Run;
import dev.caisson.dockerfile.Nearest;
import dev.caisson.dockerfile.RunMount;
import dev.caisson.dockerfile.Stage;
import dev.caisson.dockerfile.Variables;
import dev.caisson.dockerfile.Word;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which stages a build needs, in the order of the Dockerfile; the last one is the result.
///
/// @param total of instructions in them, FROM included
/// @param names of all stages, also of those that are not needed
public record BuildPlan(List<PlannedStage> stages, int total, List<String> names) {
    private static final String SCRATCH = "scratch";
    private static final String LATEST = ":latest";
    private static final String IMAGE = "docker-image://";

    public BuildPlan {
        stages = List.copyOf(stages);
        names = List.copyOf(names);
    }

    public PlannedStage target() {
        return stages.getLast();
    }

    /// The stage of this number, when it is needed.
    public PlannedStage stage(int index) {
        return stages.stream()
                .filter(stage -> stage.index() == index)
                .findFirst()
                .orElseThrow(
                        () ->
                                new InvalidInput(
                                        FaultCode.BUILD_STAGE_UNKNOWN,
                                        "stage " + index + " is not needed by the target"));
    }

    /// Finds what ONBUILD of an image has.
    @FunctionalInterface
    public interface Triggers {
        /// @return the instructions as they are written
        List<String> of(String image, Platform platform);
    }

    /// As if no image had triggers.
    ///
    /// @throws InvalidInput `BUILD_STAGE_UNKNOWN`
    public static BuildPlan of(
            Dockerfile dockerfile, Recipe recipe, Arguments arguments, Platform host) {
        return of(dockerfile, recipe, arguments, host, (_, _) -> List.of());
    }

    /// @param triggers asked only where they can need a stage that nothing else needs
    /// @throws InvalidInput `BUILD_STAGE_UNKNOWN`
    public static BuildPlan of(
            Dockerfile dockerfile,
            Recipe recipe,
            Arguments arguments,
            Platform host,
            Triggers triggers) {
        for (var arg : dockerfile.globals()) {
            for (var declared : arg.declarations()) global(arguments, declared);
        }
        var all = new ArrayList<PlannedStage>();
        for (var stage : dockerfile.stages()) {
            all.add(planned(stage, all, recipe, arguments, host));
        }
        var target = target(dockerfile, recipe.target());
        var needed = new TreeSet<Integer>();
        need(all, target.index(), needed);
        // From the last one: what a stage needs comes before it.
        for (int index = target.index(); index > needed.headSet(index).size(); index--) {
            if (!needed.contains(index)) continue;
            for (var other : triggered(all, index, recipe, arguments, triggers)) {
                need(all, other, needed);
            }
        }
        var stages = needed.stream().map(all::get).toList();
        int total = stages.stream().mapToInt(one -> 1 + one.stage().instructions().size()).sum();
        var names = new ArrayList<String>();
        for (var stage : dockerfile.stages()) {
            var own = stage.from().name();
            if (own != null) names.add(own);
        }
        return new BuildPlan(stages, total, names);
    }

    private static void global(Arguments arguments, Instruction.Declaration declared) {
        var given = arguments.given(declared.name());
        var written = declared.value();
        if (given.isPresent()) arguments.global(declared.name(), given.get());
        else if (written != null)
            arguments.global(declared.name(), written.expand(arguments::inGlobalScope));
    }

    private static void need(List<PlannedStage> all, int index, Set<Integer> needed) {
        if (!needed.add(index)) return;
        for (var other : all.get(index).needs()) need(all, other, needed);
    }

    private static Stage target(Dockerfile dockerfile, String target) {
        if (target.isEmpty()) return dockerfile.stages().getLast();
        return dockerfile
                .stage(target)
                .orElseThrow(
                        () -> {
                            var names = new ArrayList<String>();
                            for (var stage : dockerfile.stages()) {
                                var name = stage.from().name();
                                if (name != null) names.add(name);
                            }
                            return new InvalidInput(
                                    FaultCode.BUILD_STAGE_UNKNOWN,
                                    "target stage \""
                                            + target
                                            + "\" could not be found"
                                            + Nearest.hint(target, names));
                        });
    }

    private static PlannedStage planned(
            Stage stage,
            List<PlannedStage> before,
            Recipe recipe,
            Arguments arguments,
            Platform host) {
        var from = stage.from();
        Variables globals = arguments::inGlobalScope;
        var name = from.image().expand(globals);
        if (name.isEmpty()) {
            throw new InvalidInput(
                    FaultCode.BUILD_STAGE_UNKNOWN,
                    from.origin().lines()
                            + ": base name ("
                            + from.image()
                            + ") should not be"
                            + " blank");
        }
        var written = from.platform();
        var asked = written == null ? "" : written.expand(globals);
        var usual = recipe.platform() == null ? host : recipe.platform();
        var platform = asked.isEmpty() ? usual : Platform.parse(asked);
        var names = before.stream().map(PlannedStage::stage).toList();
        var base = base(name, names, recipe.contexts(), false);
        if (base instanceof Base.OfStage(var index) && asked.isEmpty()) {
            platform = before.get(index).platform();
        }
        var needs = new TreeSet<Integer>();
        add(needs, base);
        var instructions = new ArrayList<>(triggers(base, before));
        instructions.addAll(stage.instructions());
        for (var other : sources(instructions, globals)) {
            add(needs, base(other, names, recipe.contexts(), true));
        }
        return new PlannedStage(stage, base, platform, needs);
    }

    private static void add(Set<Integer> needs, Base base) {
        if (base instanceof Base.OfStage(var index)) needs.add(index);
    }

    /// The stages that are needed by what ONBUILD of a stage's image has.
    private static Set<Integer> triggered(
            List<PlannedStage> all,
            int index,
            Recipe recipe,
            Arguments arguments,
            Triggers triggers) {
        var needs = new TreeSet<Integer>();
        var stage = all.get(index);
        if (!(stage.base() instanceof Base.OfImage(var image))) return needs;
        var names = all.subList(0, index).stream().map(PlannedStage::stage).toList();
        var instructions = parsed(triggers.of(image, stage.platform()));
        for (var other : sources(instructions, arguments::inGlobalScope)) {
            add(needs, base(other, names, recipe.contexts(), true));
        }
        return needs;
    }

    /// What ONBUILD of the stage that is the base has for this one.
    private static List<Instruction> triggers(Base base, List<PlannedStage> before) {
        if (!(base instanceof Base.OfStage(var index))) return List.of();
        var triggers = new ArrayList<String>();
        for (var instruction : before.get(index).stage().instructions()) {
            if (instruction instanceof Instruction.OnBuild trigger) triggers.add(trigger.trigger());
        }
        return parsed(triggers);
    }

    private static List<Instruction> parsed(List<String> triggers) {
        return triggers.stream()
                .map(trigger -> Dockerfile.parseInstruction("ONBUILD", trigger))
                .toList();
    }

    private static List<String> sources(List<Instruction> instructions, Variables globals) {
        var sources = new ArrayList<String>();
        for (var instruction : instructions) {
            switch (instruction) {
                case Copy copy -> add(sources, copy.options().from(), globals);
                case Run run -> {
                    for (var mount : run.options().mounts()) add(sources, from(mount));
                }
                default -> {
                    // nothing comes from elsewhere
                }
            }
        }
        return sources;
    }

    private static void add(List<String> sources, @Nullable Word from, Variables globals) {
        if (from != null) sources.add(from.expand(globals));
    }

    private static void add(List<String> sources, @Nullable String from) {
        if (from != null) sources.add(from);
    }

    /// The variables of a mount may be of the stage; `from` cannot be one.
    private static @Nullable String from(RunMount mount) {
        return switch (mount.resolve(_ -> java.util.Optional.of("1"))) {
            case RunMount.Bind bind -> bind.from();
            case RunMount.Cache cache -> cache.from();
            case RunMount.Tmpfs _, RunMount.Secret _, RunMount.Ssh _ -> null;
        };
    }

    /// What a name means.
    ///
    /// @param before the stages it can mean
    /// @param byNumber whether a number means a stage
    public static Base base(
            String name, List<Stage> before, Map<String, String> contexts, boolean byNumber) {
        var other = contexts.get(name);
        if (other == null && name.endsWith(LATEST)) {
            other = contexts.get(name.substring(0, name.length() - LATEST.length()));
        }
        if (other != null) {
            return other.startsWith(IMAGE)
                    ? new Base.OfImage(other.substring(IMAGE.length()))
                    : new Base.OfContext(other);
        }
        for (var stage : before.reversed()) {
            boolean number = name.equals(String.valueOf(stage.index()));
            if (stage.isCalled(name) && (byNumber || !number))
                return new Base.OfStage(stage.index());
        }
        if (byNumber && name.matches("[0-9]{1,9}")) {
            throw new InvalidInput(
                    FaultCode.BUILD_STAGE_UNKNOWN,
                    "--from=" + name + ": there is no earlier stage of this number");
        }
        return name.equals(SCRATCH) ? new Base.Scratch() : new Base.OfImage(name);
    }
}
