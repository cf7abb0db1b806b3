package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildRequest;
import dev.caisson.build.BuildResult;
import dev.caisson.build.CacheOption;
import dev.caisson.build.context.BuildContext;
import dev.caisson.build.plan.Arguments;
import dev.caisson.build.plan.Base;
import dev.caisson.build.plan.BuildPlan;
import dev.caisson.build.remote.CacheExports;
import dev.caisson.build.remote.CacheImports;
import dev.caisson.build.remote.Ledger;
import dev.caisson.dockerfile.Command;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.image.Assembly;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// One build from a parsed Dockerfile to an image.
public final class Build {
    private static final String INLINE = "BUILDKIT_INLINE_CACHE";
    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final BuildRequest request;
    private final Toolbox tools;
    private final BuildEvent.Listener listener;

    /// That were asked for their triggers, by name and platform.
    private final Map<String, Image> bases = new HashMap<>();

    public Build(BuildRequest request, Toolbox tools, BuildEvent.Listener listener) {
        this.request = request;
        this.tools = tools;
        this.listener = listener;
    }

    private static List<BuildEvent.Step> steps(BuildPlan plan) {
        var steps = new ArrayList<BuildEvent.Step>();
        for (var planned : plan.stages()) {
            var stage = new BuildEvent.Stage(planned.index(), planned.name());
            var instructions = new ArrayList<Instruction>(List.of(planned.stage().from()));
            instructions.addAll(planned.stage().instructions());
            for (var instruction : instructions) {
                boolean layer =
                        switch (instruction) {
                            case Instruction.From _,
                                    Instruction.Run _,
                                    Instruction.Copy _,
                                    Instruction.Add _,
                                    Instruction.Workdir _ ->
                                    true;
                            default -> false;
                        };
                var origin = instruction.origin();
                var lines = origin.lines();
                steps.add(
                        new BuildEvent.Step(
                                steps.size() + 1,
                                stage,
                                origin.text() + summary(instruction),
                                lines.first(),
                                lines.last(),
                                layer));
            }
        }
        return steps;
    }

    /// As BuildKit: of a script its first line.
    private static String summary(Instruction instruction) {
        if (!(instruction instanceof Instruction.Run run)) return "";
        if (!(run.command() instanceof Command.Line line)) return "";
        return line.script()
                .map(script -> script.content().strip().lines().toList())
                .filter(lines -> !lines.isEmpty())
                .map(lines -> " (" + lines.getFirst() + (lines.size() > 1 ? "..." : "") + ")")
                .orElse("");
    }

    /// @param epoch `SOURCE_DATE_EPOCH`; null when it is not set
    public BuildResult run(
            Dockerfile dockerfile, BuildContext context, Assembly assembly, @Nullable Instant epoch)
            throws IOException, InterruptedException {
        var host = Platform.host();
        var arguments = new Arguments(request.recipe(), host);
        var first = BuildPlan.of(dockerfile, request.recipe(), arguments, host);
        var plan = BuildPlan.of(dockerfile, request.recipe(), arguments, host, this::triggers);
        // The client has sent what the stages need that it knew of.
        if (!plan.equals(first)) context.complete();
        var turns = new Semaphore(AT_ONCE, true);
        char escape = dockerfile.directives().escape();
        listener.on(new BuildEvent.Planned(steps(plan)));
        var exports = CacheExports.of(wanted());
        var client = request.surroundings().client();
        var places = new CacheImports.Places(tools.images(), client, context);
        var platform = plan.target().platform();
        var imports = CacheImports.open(request.caches().from(), places, platform, listener);
        var ledger = new Ledger();
        var work =
                new Work(
                        request, tools, assembly, context, arguments, epoch, turns, imports,
                        ledger);
        var state = new Solver(work, plan, escape, bases, listener).solve();
        var unused = arguments.unused();
        if (!unused.isEmpty()) {
            listener.on(
                    new BuildEvent.Note(
                            "[Warning] One or more build-args "
                                    + GoText.plain(unused)
                                    + " were not consumed\n"));
        }
        new FileResults(work, state).write();
        var result = stagesOfResult(plan);
        var to = new CacheExports.Places(tools.images(), client, assembly, tools.spaces());
        if (!request.makesImage()) {
            exports.write(ledger, result::contains, to, listener);
            return new BuildResult.Exported();
        }
        var labels = request.recipe().labels();
        var labelled =
                labels.isEmpty() ? state : state.with(Metadata.labels(state.config(), labels));
        var inline = exports.inline(ledger, result::contains, labelled.layers());
        var image =
                assembly.commit(labelled.image(epoch), inline, labelled.layers(), request.names());
        tools.images().made(image, request.names());
        exports.write(ledger, result::contains, to, listener);
        return new BuildResult.Built(image, request.names());
    }

    /// An image that cannot be had is told of by its own step.
    private List<String> triggers(String image, Platform platform) {
        try {
            var name = ImageReference.parse(image);
            boolean refresh = request.conditions().pull();
            var found = tools.images().get(name, platform, refresh, listener);
            bases.put(image + " " + platform, found);
            return found.config().defaults().lifecycle().onBuild();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Faults.of(FaultCode.BUILD_CANCELLED);
        } catch (Fault missing) {
            return List.of();
        }
    }

    /// An argument asks for one cache as well.
    private List<CacheOption> wanted() {
        var to = new ArrayList<>(request.caches().to());
        var inline = request.recipe().arguments().get(INLINE);
        boolean named = to.stream().anyMatch(one -> one.type().equals("inline"));
        if (!named && ("1".equals(inline) || "true".equals(inline))) {
            to.add(new CacheOption("inline", Map.of()));
        }
        return to;
    }

    /// The target and the stages it begins with, one on the other.
    private static Set<Integer> stagesOfResult(BuildPlan plan) {
        var stages = new HashSet<Integer>();
        var stage = plan.target();
        while (stages.add(stage.index()) && stage.base() instanceof Base.OfStage(var below)) {
            for (var one : plan.stages()) if (one.index() == below) stage = one;
        }
        return stages;
    }
}
