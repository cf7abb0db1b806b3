package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.cache.StepKey;
import dev.caisson.build.copy.Destination;
import dev.caisson.build.copy.Ownership;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.ContainerDefaults.Healthcheck;
import dev.caisson.image.ImageId;
import dev.caisson.image.StoredLayer;
import dev.caisson.storage.TreeArchive;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.TreeView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Goes through the instructions of one stage.
final class StageSolver {
    private static final Pattern PORT =
            Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/([a-zA-Z]+))?");
    private static final int LARGEST_PORT = 65535;

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
            listener.on(
                    new BuildEvent.Note(
                            "# Executing "
                                    + triggers.size()
                                    + (triggers.size() == 1 ? " build trigger" : " build triggers")
                                    + "\n"));
            for (var trigger : triggers) {
                var instruction = Dockerfile.parseInstruction("ONBUILD of the base", trigger);
                state = step(state, instruction, numbers.first());
            }
        }
        int number = numbers.first();
        for (var instruction : scope.stage().stage().instructions()) {
            number++;
            var stage = new BuildEvent.Stage(scope.stage().index(), scope.stage().name());
            listener.on(
                    new BuildEvent.Begun(
                            number, numbers.total(), stage, instruction.origin().text()));
            state = step(state, instruction, number);
            listener.on(new BuildEvent.Done(number, identify(state).toString()));
        }
        return state;
    }

    private ImageId identify(State state) {
        return work.assembly().identify(state.image(work.epoch()));
    }

    private State step(State state, Instruction instruction, int number)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException("the build is given up");
        scope.scope().environment(state.config().env());
        var events = new StepEvents(number, listener);
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
            case Instruction.Env env -> environment(state, env);
            case Instruction.Label label -> labels(state, label);
            case Instruction.Cmd cmd -> {
                commandIsOurs = true;
                var command = RunStep.configured(state, cmd.command());
                yield state.with(Metadata.ownCommand(state.config(), command))
                        .noted("CMD " + GoText.quoted(command), work.epoch());
            }
            case Instruction.Entrypoint entrypoint -> entrypoint(state, entrypoint);
            case Instruction.User user -> {
                var name = scope.expand(user.user());
                yield state.with(Metadata.user(state.config(), name))
                        .noted("USER " + name, work.epoch());
            }
            case Instruction.Volume volume -> {
                var paths = volume.paths().stream().map(scope::expand).toList();
                yield state.with(Metadata.volumes(state.config(), paths))
                        .noted("VOLUME " + GoText.plain(paths), work.epoch());
            }
            case Instruction.Expose expose -> expose(state, expose);
            case Instruction.StopSignal signal -> {
                var name = scope.expand(signal.signal());
                yield state.with(Metadata.stopSignal(state.config(), name))
                        .noted("STOPSIGNAL " + name, work.epoch());
            }
            case Instruction.Shell shell ->
                    state.with(Metadata.shell(state.config(), shell.arguments()))
                            .noted("SHELL " + GoText.plain(shell.arguments()), work.epoch());
            case Instruction.Maintainer maintainer ->
                    state.withAuthor(maintainer.name())
                            .noted("MAINTAINER " + maintainer.name(), work.epoch());
            case Instruction.HealthCheck check -> health(state, check);
            case Instruction.OnBuild trigger -> {
                var all = new ArrayList<>(state.config().lifecycle().onBuild());
                all.add(trigger.trigger());
                // BuildKit leaves it out of the history.
                yield state.with(Metadata.triggers(state.config(), all));
            }
        };
    }

    /// All values of one instruction see the environment before it.
    private State environment(State state, Instruction.Env env) {
        var changed = state.config();
        var text = new StringBuilder("ENV");
        for (var pair : env.pairs()) {
            var name = scope.expand(pair.name());
            var value = scope.expand(pair.value());
            changed = Metadata.environment(changed, name, value);
            text.append(' ').append(name).append('=').append(value);
        }
        return state.with(changed).noted(text.toString(), work.epoch());
    }

    private State labels(State state, Instruction.Label label) {
        var labels = new LinkedHashMap<String, String>();
        for (var pair : label.pairs()) {
            labels.put(scope.expand(pair.name()), scope.expand(pair.value()));
        }
        var text =
                labels.entrySet().stream()
                        .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("", "LABEL", ""));
        return state.with(Metadata.labels(state.config(), labels)).noted(text, work.epoch());
    }

    /// A command of the base image is not for another program.
    private State entrypoint(State state, Instruction.Entrypoint entrypoint) {
        var words = RunStep.configured(state, entrypoint.command());
        var config = commandIsOurs ? state.config() : Metadata.noCommand(state.config());
        return state.with(Metadata.entrypoint(config, words))
                .noted("ENTRYPOINT " + GoText.quoted(words), work.epoch());
    }

    private State expose(State state, Instruction.Expose expose) {
        var ports = new ArrayList<String>();
        for (var word : expose.ports()) {
            for (var written : word.expandToList(scope.scope())) ports.addAll(ports(written));
        }
        return state.with(Metadata.exposed(state.config(), ports))
                .noted("EXPOSE " + GoText.plain(ports.stream().sorted().toList()), work.epoch());
    }

    private static List<String> ports(String written) {
        // What is before the container's port is for `run -p`.
        var last = written.substring(written.lastIndexOf(':') + 1);
        var match = PORT.matcher(last);
        if (!match.matches()) throw invalidPort(written);
        var protocol = match.group(3) == null ? "tcp" : match.group(3).toLowerCase(Locale.ROOT);
        int first = Integer.parseInt(match.group(1));
        int end = match.group(2) == null ? first : Integer.parseInt(match.group(2));
        boolean known = Set.of("tcp", "udp", "sctp").contains(protocol);
        if (!known || first > end || end > LARGEST_PORT) throw invalidPort(written);
        var ports = new ArrayList<String>();
        for (int port = first; port <= end; port++) ports.add(port + "/" + protocol);
        return ports;
    }

    private static InvalidInput invalidPort(String written) {
        return new InvalidInput(
                FaultCode.BUILD_STEP_REFUSED,
                "invalid containerPort: " + written + ": 80, 8000-8010 or 53/udp is meant");
    }

    private State health(State state, Instruction.HealthCheck check) {
        var timing = check.timing();
        var test =
                check.test()
                        .map(
                                command ->
                                        switch (command) {
                                            case dev.caisson.dockerfile.Command.Line line ->
                                                    List.of("CMD-SHELL", line.text());
                                            case dev.caisson.dockerfile.Command.Arguments(
                                                            var words) -> {
                                                var all = new ArrayList<>(List.of("CMD"));
                                                all.addAll(words);
                                                yield all;
                                            }
                                        })
                        .orElse(List.of("NONE"));
        int retries = timing.retries() == null ? 0 : timing.retries();
        var configured =
                new Healthcheck(
                        test,
                        orZero(timing.interval()),
                        orZero(timing.timeout()),
                        orZero(timing.startPeriod()),
                        orZero(timing.startInterval()),
                        retries);
        var text =
                "HEALTHCHECK &{"
                        + GoText.quoted(test)
                        + " "
                        + GoText.quoted(configured.interval())
                        + " "
                        + GoText.quoted(configured.timeout())
                        + " "
                        + GoText.quoted(configured.startPeriod())
                        + " "
                        + GoText.quoted(configured.startInterval())
                        + " "
                        + GoText.character(retries)
                        + "}";
        return state.with(Metadata.health(state.config(), configured)).noted(text, work.epoch());
    }

    private static Duration orZero(@Nullable Duration duration) {
        return duration == null ? Duration.ZERO : duration;
    }

    private State workdir(State state, Instruction.Workdir workdir, StepEvents events)
            throws IOException, InterruptedException {
        var written = scope.expand(workdir.directory());
        var path = Destination.absolute(written, state.workingDirectory());
        ContainerDefaults config = Metadata.workingDirectory(state.config(), path);
        var key =
                StepKey.of("WORKDIR")
                        .with("what is below", state.below())
                        .with("the user", state.config().user())
                        .with("the directory", path);
        var made = work.layer(key, workdir.origin().text(), events, () -> directory(state, path));
        return state.with(config).layered(made.layer(), "WORKDIR " + path, made.at());
    }

    private StoredLayer directory(State state, String path) throws IOException {
        try (var target = Trees.of(work, state.layers())) {
            var user = state.config().user();
            var owner =
                    user.isEmpty()
                            ? new TreeExtraction.Owner(0, 0)
                            : Ownership.parse(user, new TreeView(target.tree()));
            var attributes = new TreeMaking.Attributes(owner, 0755, work.epoch());
            boolean _ = new TreeMaking(target.tree()).directories(path, attributes);
            try (var upper = target.space().tree("a layer")) {
                return work.write(
                        out -> new TreeArchive(upper).writeLayer(out, Set.of(), work.epoch()));
            }
        }
    }
}
