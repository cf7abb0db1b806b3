package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.StepFailed;
import dev.caisson.build.cache.StepKey;
import dev.caisson.build.copy.Ownership;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.ImageId;
import dev.caisson.storage.CopyStopped;
import dev.caisson.storage.Grafts;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.TreeView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Goes through the instructions of one stage.
final class StageSolver {
    private final Work work;
    private final StageScope scope;
    private final BuildEvent.Listener listener;
    private final Numbers numbers;
    private boolean commandIsOurs;

    /// How the steps are counted.
    ///
    /// @param first of this stage
    record Numbers(int first, int total) {}

    StageSolver(Work work, StageScope scope, BuildEvent.Listener listener, Numbers numbers) {
        this.work = work;
        this.scope = scope;
        this.listener = listener;
        this.numbers = numbers;
    }

    /// @param base what the stage begins with
    State solve(State base) throws IOException, InterruptedException {
        var state = base;
        var triggers = base.config().lifecycle().onBuild();
        if (!triggers.isEmpty()) {
            state = state.with(Metadata.triggers(state.config(), List.of()));
            // The plan did not know them.
            work.context().complete();
            listener.on(
                    new BuildEvent.Note(
                            "# Executing "
                                    + triggers.size()
                                    + (triggers.size() == 1 ? " build trigger" : " build triggers")
                                    + "\n"));
            for (var trigger : triggers) {
                var instruction = Dockerfile.parseInstruction("ONBUILD of the base", trigger);
                state = told(state, instruction, numbers.first());
            }
        }
        int number = numbers.first();
        for (var instruction : scope.stage().stage().instructions()) {
            number++;
            var stage = new BuildEvent.Stage(scope.stage().index(), scope.stage().name());
            listener.on(
                    new BuildEvent.Begun(
                            number, numbers.total(), stage, instruction.origin().text()));
            state = told(state, instruction, number);
            var made = identify(state).toString();
            if (isOfConfiguration(instruction)) tellOfConfiguration(number, made);
            listener.on(new BuildEvent.Done(number, made));
        }
        return state;
    }

    private static boolean isOfConfiguration(Instruction instruction) {
        return !(instruction instanceof Instruction.Run
                || instruction instanceof Instruction.Copy
                || instruction instanceof Instruction.Add
                || instruction instanceof Instruction.Workdir);
    }

    /// Docker's clients count what came from the cache, also where there is nothing to be done.
    private void tellOfConfiguration(int number, String made) {
        boolean known = work.tools().cache().isKnown(made);
        boolean again = work.request().conditions().isAgain(scope.stage().name());
        if (known && !again) listener.on(new BuildEvent.Cached(number));
    }

    private ImageId identify(State state) {
        return work.assembly().identify(state.image(work.epoch()));
    }

    private State told(State state, Instruction instruction, int number)
            throws IOException, InterruptedException {
        try {
            return step(state, instruction, number);
        } catch (StepFailed failed) {
            listener.on(new BuildEvent.CommandFailed(number, failed.failure()));
            throw failed;
        } catch (RuntimeException failed) {
            var why = failed instanceof Fault fault ? fault.text() : failed.toString();
            if (!(failed instanceof CopyStopped)) {
                listener.on(new BuildEvent.Failed(number, why));
            }
            throw failed;
        }
    }

    private State step(State state, Instruction instruction, int number)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException("the build is given up");
        scope.scope().environment(state.config().env());
        boolean again = work.request().conditions().isAgain(scope.stage().name());
        var events = new StepEvents(number, scope.stage().index(), again, listener);
        return switch (instruction) {
            case Instruction.Run run -> new RunStep(work, scope).run(state, run, events);
            case Instruction.Copy copy -> new CopyStep(work, scope).copy(state, copy, events);
            case Instruction.Add add -> new CopyStep(work, scope).add(state, add, events);
            case Instruction.Workdir workdir -> workdir(state, workdir, events);
            case Instruction.From from ->
                    throw new InvalidInput(
                            FaultCode.BUILD_STEP_REFUSED, "FROM cannot be here: " + from.image());
            case Instruction.Arg arg -> {
                var texts = new ArrayList<String>();
                for (var one : arg.declarations()) texts.add(scope.scope().declare(one));
                yield state.noted("ARG " + String.join(" ", texts), work.epoch());
            }
            case Instruction.Maintainer maintainer ->
                    state.withAuthor(maintainer.name())
                            .noted("MAINTAINER " + maintainer.name(), work.epoch());
            case Instruction.Env _,
                    Instruction.Label _,
                    Instruction.Cmd _,
                    Instruction.Entrypoint _,
                    Instruction.User _,
                    Instruction.Volume _,
                    Instruction.Expose _,
                    Instruction.StopSignal _,
                    Instruction.Shell _,
                    Instruction.HealthCheck _,
                    Instruction.OnBuild _ ->
                    configured(state, instruction);
        };
    }

    private State configured(State state, Instruction instruction) {
        var change =
                ConfigurationChange.of(state.config(), instruction, scope.scope(), commandIsOurs)
                        .orElseThrow();
        commandIsOurs |= instruction instanceof Instruction.Cmd;
        var changed = state.with(change.config());
        var text = change.history();
        return text == null ? changed : changed.noted(text, work.epoch());
    }

    private State workdir(State state, Instruction.Workdir workdir, StepEvents events)
            throws IOException, InterruptedException {
        var path = ConfigurationChange.directory(state.config(), workdir, scope.scope());
        ContainerDefaults config = Metadata.workingDirectory(state.config(), path);
        var key =
                StepKey.of("WORKDIR")
                        .with("what is below", state.below())
                        .with("the user", state.config().user())
                        .with("the directory", path);
        var made =
                work.layer(
                        key,
                        workdir.origin().text(),
                        events,
                        before -> directory(state, path, before));
        return state.with(config).layered(made.layer(), "WORKDIR " + path, made.at());
    }

    private Work.Made directory(State state, String path, Work.Before before) throws IOException {
        var at = work.time(before.at());
        try (var target = Trees.of(work, state.layers())) {
            var user = state.config().user();
            var owner =
                    user.isEmpty()
                            ? new TreeExtraction.Owner(0, 0)
                            : Ownership.parse(user, new TreeView(target.tree()));
            var attributes = new TreeMaking.Attributes(owner, 0755, at);
            boolean _ = new TreeMaking(target.tree()).directories(path, attributes);
            return target.layer(work, new Grafts(at), before);
        }
    }
}
