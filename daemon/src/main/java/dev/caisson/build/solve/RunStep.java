package dev.caisson.build.solve;

import dev.caisson.build.BuildResult;
import dev.caisson.build.StepFailed;
import dev.caisson.build.StepRunner.Command;
import dev.caisson.build.StepRunner.Mount;
import dev.caisson.build.StepRunner.Root;
import dev.caisson.build.cache.StepKey;
import dev.caisson.dockerfile.Command.Line;
import dev.caisson.dockerfile.Heredoc;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unsupported;
import dev.caisson.image.StoredLayer;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.TreeView;
import dev.caisson.value.Undo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// RUN: a command in a container, and what it changed as a layer.
final class RunStep {
    private static final String PIPES = "/dev/pipes";
    private static final String INSECURE = "security.insecure";
    private static final String HOST = "network.host";

    /// The name of the host that commands see, the same in every build. Source: BuildKit
    /// (behaviour).
    private static final String HOSTNAME = "buildkitsandbox";

    private final Work work;
    private final StageScope stage;

    RunStep(Work work, StageScope stage) {
        this.work = work;
        this.stage = stage;
    }

    State run(State state, Instruction.Run run, StepEvents events)
            throws IOException, InterruptedException {
        var script = script(run);
        var arguments =
                script == null
                        ? ConfigurationChange.words(state.config(), run.command())
                        : List.of(PIPES + "/" + script.name());
        var network = network(run);
        boolean insecure = "insecure".equals(run.options().security());
        if (insecure && !isAllowed(INSECURE)) throw notAllowed("--security=insecure", INSECURE);
        if (!run.options().devices().isEmpty()) {
            throw refused("--device", "the devices of the host are not for builds");
        }
        var environment = stage.scope().ofCommand();
        var mounts = new RunMounts(work, stage, state, run.options().mounts());
        var key =
                StepKey.of("RUN")
                        .with("what is below", state.below())
                        .with("the command", arguments)
                        .with("the user", state.config().user())
                        .with("the working directory", state.workingDirectory())
                        .with("the network", network)
                        .with("the platform", state.platform().toString())
                        .with("extra hosts", work.request().surroundings().extraHosts());
        var hostname = hostname();
        if (!hostname.equals(HOSTNAME)) key = key.with("the host name", hostname);
        if (insecure) key = key.with("the security", INSECURE);
        if (script != null) key = key.with("the script", script.content());
        for (var entry : environment) {
            int equals = entry.indexOf('=');
            key = key.with("variable " + entry.substring(0, equals), entry.substring(equals + 1));
        }
        key = mounts.addTo(key, events);
        // BuildKit names the shell also where the script has an interpreter of its own.
        var named =
                script == null
                        ? arguments
                        : ConfigurationChange.inShell(state.config(), arguments.getFirst());
        var history = "RUN " + stage.scope().prefix() + String.join(" ", named);
        var made =
                work.layer(
                        key,
                        run.origin().text(),
                        events,
                        _ ->
                                work.made(
                                        make(
                                                state,
                                                new Run(
                                                        arguments,
                                                        environment,
                                                        network,
                                                        insecure,
                                                        script),
                                                mounts,
                                                events)));
        return state.layered(made.layer(), history + State.MARK, made.at());
    }

    private String hostname() {
        var given = work.request().recipe().arguments().get("BUILDKIT_SANDBOX_HOSTNAME");
        return given == null || given.isEmpty() ? HOSTNAME : given;
    }

    private boolean isAllowed(String entitlement) {
        return work.request().surroundings().allowed().contains(entitlement);
    }

    private static Denied notAllowed(String flag, String entitlement) {
        return new Denied(
                FaultCode.BUILD_NOT_ALLOWED, "RUN " + flag, entitlement, "--allow " + entitlement);
    }

    private static Unsupported refused(String what, String why) {
        return new Unsupported(FaultCode.NOT_SUPPORTED, "RUN " + what, why);
    }

    private String network(Instruction.Run run) {
        var asked = run.options().network();
        var usual = work.request().surroundings().network();
        if (asked == null || asked.equals("default")) return usual;
        if (asked.equals("host") && !usual.equals("host") && !isAllowed(HOST)) {
            throw notAllowed("--network=host", HOST);
        }
        return asked;
    }

    /// The heredoc that is a program of its own; null when there is none.
    private static @Nullable Heredoc script(Instruction.Run run) {
        if (!(run.command() instanceof Line line)) return null;
        var script = line.script();
        boolean program = script.isPresent() && script.get().content().startsWith("#!");
        return program ? script.get() : null;
    }

    /// What the shell gets: the content of a heredoc that stands alone, else the line and after it
    /// the heredocs, which the shell reads itself.
    static String line(Line line) {
        var script = line.script();
        if (script.isPresent()) return script.get().content();
        var whole = new StringBuilder(line.text());
        for (var heredoc : line.heredocs()) {
            whole.append('\n').append(heredoc.written()).append(heredoc.name());
        }
        return whole.toString();
    }

    /// What runs.
    ///
    /// @param insecure with all privileges
    /// @param script the heredoc that is a program of its own; null when there is none
    private record Run(
            List<String> arguments,
            List<String> environment,
            String network,
            boolean insecure,
            @Nullable Heredoc script) {
        Run {
            arguments = List.copyOf(arguments);
            environment = List.copyOf(environment);
        }
    }

    private StoredLayer make(State state, Run run, RunMounts mounts, StepEvents events)
            throws IOException, InterruptedException {
        var config = state.image(work.epoch());
        var root =
                new Root(
                        work.assembly().identify(config).toString(),
                        state.layers(),
                        work.assembly().directories(state.layers()));
        StoredLayer layer;
        String container;
        try (var undo = new Undo()) {
            var ready = mounts.prepare(undo, events);
            var all = new ArrayList<>(ready.mounts());
            var own = new HashSet<>(ready.own());
            var script = run.script();
            if (script != null) all.add(pipe(script, undo));
            var everything = new ArrayList<>(run.environment());
            work.arguments()
                    .proxies()
                    .forEach((name, value) -> addMissing(everything, name, value));
            everything.addAll(ready.environment());
            var command =
                    new Command(
                            root,
                            run.arguments(),
                            everything,
                            state.config().user(),
                            state.workingDirectory(),
                            run.network(),
                            hostname(),
                            run.insecure(),
                            all,
                            work.request().surroundings());
            var step = undo.add(work.tools().runner().prepare(command));
            container = step.containerId();
            events.running(container);
            int code = step.run(events::output);
            if (code != 0) {
                boolean keep =
                        !work.request().conditions().removeFailed()
                                && ready.environment().isEmpty();
                if (keep) {
                    var _ = work.assembly().commit(config, state.layers(), List.of());
                    step.keep();
                }
                throw failed(run.arguments(), code, keep ? step.containerId() : "");
            }
            var made = step.settle(own, work.epoch());
            layer = work.write(out -> step.writeLayer(out, own, work.epoch()), made);
        }
        events.removed(container);
        return layer;
    }

    private static void addMissing(List<String> environment, String name, String value) {
        boolean there = environment.stream().anyMatch(entry -> entry.startsWith(name + "="));
        if (!there) environment.add(name + "=" + value);
    }

    /// The program of a heredoc, as a file.
    private Mount pipe(Heredoc script, Undo undo) throws IOException {
        var space = undo.add(work.tools().spaces().make());
        var tree = undo.add(space.tree("a heredoc"));
        var attributes =
                new TreeMaking.Attributes(new TreeExtraction.Owner(0, 0), 0755, work.epoch());
        var content = script.content().getBytes(StandardCharsets.UTF_8);
        new TreeMaking(tree)
                .file("/" + script.name(), new ByteArrayInputStream(content), attributes);
        var pinned = undo.add(new TreeView(tree).pin("/"));
        return new Mount.Bind(pinned.path(), PIPES, false);
    }

    private static StepFailed failed(List<String> arguments, int code, String container) {
        var text =
                "The command '"
                        + String.join(" ", arguments)
                        + "' returned a non-zero code: "
                        + code;
        if (!container.isEmpty()) {
            var id = container.substring(0, 12);
            text +=
                    "\nto look at what it left: caisson run -it --rm $(caisson commit "
                            + id
                            + ") /bin/sh";
        }
        return new StepFailed(new BuildResult.StepFailure(text, code, arguments));
    }
}
