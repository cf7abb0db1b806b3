package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.plan.Base;
import dev.caisson.build.plan.BuildPlan;
import dev.caisson.build.plan.PlannedStage;
import dev.caisson.dockerfile.Nearest;
import dev.caisson.dockerfile.Stage;
import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import dev.caisson.image.StoredLayer;
import dev.caisson.storage.CopyStopped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/// Solves the stages of one build, each on a thread of its own, which waits for the stages it needs
/// and for a turn before each step that makes something.
///
/// The first failure ends the others: their threads are interrupted and waited for, so that nothing
/// of a build goes on when it has been answered.
final class Solver implements Sources {
    private final Work work;
    private final BuildPlan plan;
    private final char escape;
    private final EventOrder order;
    private final NamedContexts contexts;
    private final Map<Integer, CompletableFuture<State>> stages = new HashMap<>();
    private final Map<Integer, Integer> firstNumbers = new HashMap<>();
    private final Map<String, Image> images = new ConcurrentHashMap<>();
    private final Map<Integer, Scope> scopes = new ConcurrentHashMap<>();

    /// @param bases that are known already, by name and platform
    Solver(
            Work work,
            BuildPlan plan,
            char escape,
            Map<String, Image> bases,
            BuildEvent.Listener listener) {
        images.putAll(bases);
        this.work = work;
        this.plan = plan;
        this.escape = escape;
        contexts = new NamedContexts(work);
        order = new EventOrder(listener, plan.stages().stream().map(PlannedStage::index).toList());
        int next = 1;
        for (var stage : plan.stages()) {
            stages.put(stage.index(), new CompletableFuture<>());
            firstNumbers.put(stage.index(), next);
            next += 1 + stage.stage().instructions().size();
        }
    }

    /// @return what the target has made
    State solve() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (var stage : plan.stages()) {
            // Platform threads: a step makes native calls that block.
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("build-stage-" + stage.index())
                            .start(() -> run(stage)));
        }
        try {
            return firstFailureOr(plan.target().index());
        } finally {
            for (var thread : threads) thread.interrupt();
            for (var thread : threads) join(thread);
        }
    }

    private State firstFailureOr(int target) throws InterruptedException {
        var failed = new CompletableFuture<State>();
        for (var stage : stages.values()) {
            var _ =
                    stage.whenComplete(
                            (_, failure) -> {
                                if (failure != null) failed.completeExceptionally(failure);
                            });
        }
        var _ = stage(target).thenAccept(failed::complete);
        try {
            return failed.get();
        } catch (ExecutionException failure) {
            throw thrown(Objects.requireNonNullElse(failure.getCause(), failure));
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void run(PlannedStage stage) {
        var future = stage(stage.index());
        try {
            future.complete(state(stage));
        } catch (InterruptedException | CopyStopped stopped) {
            future.completeExceptionally(Faults.of(FaultCode.BUILD_CANCELLED));
        } catch (IOException failed) {
            future.completeExceptionally(
                    new Internal(failed, FaultCode.UNEXPECTED, failed.toString()));
        } catch (RuntimeException failed) {
            future.completeExceptionally(failed);
        } finally {
            order.end(stage.index());
        }
    }

    private CompletableFuture<State> stage(int index) {
        var future = stages.get(index);
        if (future != null) return future;
        throw new IllegalStateException("stage " + index + " is not planned");
    }

    private State state(PlannedStage stage) throws IOException, InterruptedException {
        var listener = order.of(stage.index());
        int first = first(stage);
        listener.on(
                new BuildEvent.Begun(
                        first,
                        plan.total(),
                        new BuildEvent.Stage(stage.index(), stage.name()),
                        stage.stage().from().origin().text()));
        var base = base(stage, listener);
        var id = work.assembly().identify(base.image(work.epoch())).toString();
        listener.on(
                new BuildEvent.Done(
                        first, stage.base() instanceof Base.Scratch ? "" : known(stage, id)));
        var variables = variables(stage);
        var scope = new StageScope(stage, variables, this, escape, work);
        var numbers = new StageSolver.Numbers(first, plan.total());
        var solved = new StageSolver(work, scope, listener, numbers).solve(base);
        scopes.put(stage.index(), variables);
        return solved;
    }

    /// Of the stage it begins with, which is done.
    private Scope variables(PlannedStage stage) {
        var before = stage.base() instanceof Base.OfStage(var index) ? scopes.get(index) : null;
        return before == null ? new Scope(work.arguments()) : Scope.after(before);
    }

    private int first(PlannedStage stage) {
        return firstNumbers.getOrDefault(stage.index(), 1);
    }

    /// The ID of the base as it is in the store; ours of the same content may differ in its text.
    private String known(PlannedStage stage, String ours) {
        if (!(stage.base() instanceof Base.OfImage(var name))) return ours;
        var image = images.get(name + " " + stage.platform());
        return image == null ? ours : image.id().toString();
    }

    private State base(PlannedStage stage, BuildEvent.Listener listener)
            throws IOException, InterruptedException {
        return switch (stage.base()) {
            case Base.Scratch _ -> State.scratch(stage.platform());
            case Base.OfStage(var index) -> await(index);
            case Base.OfContext(var where) -> contexts.state(where, stage.platform());
            case Base.OfImage(var name) -> {
                var image = image(name, stage.platform(), listener);
                yield State.of(image.config(), work.assembly().layersOf(image));
            }
        };
    }

    private Image image(String name, Platform platform, BuildEvent.Listener listener)
            throws InterruptedException {
        var key = name + " " + platform;
        var known = images.get(key);
        if (known != null) return known;
        var reference = reference(name);
        boolean refresh = work.request().conditions().pull();
        var image = work.tools().images().get(reference, platform, refresh, listener);
        images.put(key, image);
        return image;
    }

    private static ImageReference reference(String name) {
        try {
            return ImageReference.parse(name);
        } catch (InvalidInput invalid) {
            throw new InvalidInput(
                    invalid,
                    FaultCode.BUILD_STAGE_UNKNOWN,
                    "failed to parse stage name \"" + name + "\": " + invalid.text());
        }
    }

    private State await(int index) throws InterruptedException {
        try {
            return stage(index).get();
        } catch (ExecutionException failed) {
            throw Faults.of(FaultCode.BUILD_CANCELLED);
        }
    }

    private static RuntimeException thrown(Throwable failure) {
        return failure instanceof RuntimeException known ? known : Faults.unexpected(failure);
    }

    @Override
    public List<StoredLayer> layers(
            String name, int before, Platform platform, BuildEvent.Listener listener)
            throws IOException, InterruptedException {
        var earlier = new ArrayList<Stage>();
        for (var stage : plan.stages()) if (stage.index() < before) earlier.add(stage.stage());
        var contexts = work.request().recipe().contexts();
        return switch (BuildPlan.base(name, earlier, contexts, true)) {
            case Base.Scratch _ -> List.of();
            case Base.OfStage(var index) -> await(index).layers();
            case Base.OfContext(var where) -> this.contexts.layers(where, platform);
            case Base.OfImage(var image) -> layersOf(image, platform, listener);
        };
    }

    /// Of an image, whose name may be a stage's with a mistake in it.
    private List<StoredLayer> layersOf(String name, Platform platform, BuildEvent.Listener listener)
            throws InterruptedException {
        try {
            return work.assembly().layersOf(image(name, platform, listener));
        } catch (NotFound | Unavailable | Denied missing) {
            var hint = Nearest.hint(name, plan.names());
            if (hint.isEmpty()) throw missing;
            throw new InvalidInput(
                    missing,
                    FaultCode.BUILD_STAGE_UNKNOWN,
                    "there is no stage " + name + hint + ", and no image: " + missing.text());
        }
    }
}
