package dev.caisson.container;

import dev.caisson.container.Counters.Kind;
import dev.caisson.container.plan.LimitChecks;
import dev.caisson.container.plan.LimitMerge;
import dev.caisson.container.plan.RequestChecks;
import dev.caisson.container.plan.Signals;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.ExecSpec;
import dev.caisson.container.request.Limits;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.request.PortSelector;
import dev.caisson.container.request.RestartPolicy;
import dev.caisson.container.view.ContainerView;
import dev.caisson.container.view.UsageView;
import dev.caisson.fault.Conflict;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotModified;
import dev.caisson.net.model.Network;
import dev.caisson.spec.Resources;
import dev.caisson.stdio.ContainerLog;
import dev.caisson.stdio.RunEnd;
import dev.caisson.stdio.driver.LogDriverSettings;
import dev.caisson.sys.Blocking;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One container, as the engine uses it: its commands, which wait for their answer, and its parts.
public final class Container {
    private static final Logger LOG = LoggerFactory.getLogger(Container.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READERS = Duration.ofMillis(200);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private final Crew crew;
    private final ContainerActor actor;

    Container(Crew crew, ContainerActor actor) {
        this.crew = crew;
        this.actor = actor;
    }

    public ContainerId id() {
        return actor.id();
    }

    public Snapshot snapshot() {
        return actor.snapshot();
    }

    /// @param size true to count the bytes of its files, which takes time
    public ContainerView view(boolean size) {
        return new Views(crew.services()).of(actor, size);
    }

    /// Its launch program, for people to read.
    public String launchProgram() {
        return Blocking.call(() -> crew.starter().print(actor.snapshot()));
    }

    /// @return warnings
    public List<String> start() {
        crew.order().prepare(actor);
        return crew.counters().measure(Kind.START, () -> await(actor.start()));
    }

    /// @param signal null for the container's own
    /// @param timeout null for the container's own, negative to wait for ever
    public void stop(@Nullable String signal, @Nullable Duration timeout) {
        stop(signal, timeout, false);
        crew.events().publish(actor.snapshot(), "stop");
    }

    /// Stops it, when it runs, as if the next start of the daemon were the end of a restart.
    void stopForLater() {
        try {
            await(actor.hold());
            if (!Transition.runs(actor.snapshot().state())) return;
            stop(null, null, true);
            crew.events().publish(actor.snapshot(), "stop");
        } catch (NotModified ended) {
            LOG.debug("id={} had ended before it was stopped", id().shortForm());
        } catch (Fault failure) {
            LOG.warn("id={} cannot be stopped: {}", id().shortForm(), failure.text());
        }
    }

    /// Stops it, when it runs, and starts it.
    public void restart(@Nullable String signal, @Nullable Duration timeout) {
        if (Transition.runs(actor.snapshot().state())) {
            stop(signal, timeout, true);
            crew.events().publish(actor.snapshot(), "stop");
        }
        List<String> _ = await(actor.start());
        crew.events().publish(actor.snapshot(), "restart");
    }

    /// @param signal null for SIGKILL
    public void kill(@Nullable String signal) {
        int number = signal == null || signal.isEmpty() ? Signals.SIGKILL : Signals.parse(signal);
        var cycle = actor.cycle();
        boolean last = number == Signals.SIGKILL || number == stopSignal(null);
        awaitHandler(number, KILL_TIMEOUT);
        await(actor.kill(number, last));
        // Docker answers once a killed container has ended.
        if (number == Signals.SIGKILL) {
            boolean _ = ended(cycle, KILL_TIMEOUT);
        }
    }

    public void pause() {
        await(actor.pause());
    }

    public void unpause() {
        await(actor.unpause());
    }

    public void rename(ContainerName name) {
        var old = actor.snapshot().name();
        if (old.equals(name)) throw new InvalidInput(FaultCode.CONTAINER_RENAME_SAME);
        crew.remover().names().reserve(name, id());
        try {
            await(
                    actor.change(
                            snapshot -> snapshot.with(name),
                            "rename",
                            Map.of("oldName", "/" + old)));
        } catch (RuntimeException failure) {
            crew.remover().names().release(name, id());
            throw failure;
        }
        crew.remover().names().release(old, id());
    }

    /// @param volumes also those without a name
    public void remove(boolean force, boolean volumes) {
        crew.counters().measure(Kind.DELETE, () -> removeNow(force, volumes));
    }

    private void removeNow(boolean force, boolean volumes) {
        actor.checkRemovable(force);
        if (force && Transition.livesOn(actor.snapshot().state())) {
            var cycle = actor.cycle();
            end();
            if (Transition.runs(actor.snapshot().state()) && !ended(cycle, KILL_TIMEOUT)) {
                throw Faults.of(
                        FaultCode.CONTAINER_KILL_FAILED,
                        actor.snapshot().name(),
                        "it did not end within 10 seconds");
            }
            if (actor.snapshot().definition().spec().lifecycle().autoRemove()) {
                var _ = await(actor.removed());
                return;
            }
        }
        await(actor.remove(volumes));
    }

    /// Kills it for good, or gives up its planned restart.
    private void end() {
        try {
            await(actor.kill(Signals.SIGKILL, true));
        } catch (Conflict already) {
            if (already.code() != FaultCode.CONTAINER_KILL_NOT_RUNNING) throw already;
        }
    }

    /// Completes with the outcome of the current or last run.
    public CompletableFuture<RunOutcome> whenNotRunning() {
        var cycle = actor.cycle();
        return switch (actor.snapshot().state()) {
            case ContainerState.Running _, ContainerState.Paused _, ContainerState.Restarting _ ->
                    told(cycle);
            case ContainerState.Exited(var last) -> CompletableFuture.completedFuture(last);
            case ContainerState.Removing _, ContainerState.Dead _, ContainerState.Created _ ->
                    CompletableFuture.completedFuture(Views.lastOutcome(actor.snapshot().state()));
        };
    }

    /// Completes with the outcome of the current run, or of the next when it does not run now.
    public CompletableFuture<RunOutcome> whenNextEnded() {
        return told(actor.cycle());
    }

    /// Clients look at what they are attached to when they learn of the end, so they have it then,
    /// as with dockerd. One that does not read keeps nobody from learning it.
    private static CompletableFuture<RunOutcome> told(RunCycle cycle) {
        return cycle.outcome()
                .thenCompose(
                        outcome ->
                                cycle.end()
                                        .delivered()
                                        .completeOnTimeout(
                                                null, READERS.toMillis(), TimeUnit.MILLISECONDS)
                                        .thenApply(_ -> outcome));
    }

    public CompletableFuture<RunOutcome> whenRemoved() {
        return actor.removed().copy();
    }

    /// @param limits 0, null and empty leave a limit as it is
    /// @param restart null to leave it
    /// @return warnings
    public List<String> update(Limits limits, @Nullable RestartPolicy restart) {
        var before = actor.snapshot().definition().spec();
        var merged = LimitMerge.merge(before.limits(), limits);
        LimitChecks.check(merged, crew.services().settings().facts().cpus());
        if (restart != null) {
            RequestChecks.checkRestart(restart);
            boolean restarts = restart.mode() != RestartPolicy.Mode.NO;
            if (restarts && before.lifecycle().autoRemove()) {
                throw Faults.of(FaultCode.RESTART_OF_AUTO_REMOVE);
            }
        }
        var accepted =
                crew.services()
                        .kernel()
                        .cgroups()
                        .features()
                        .accept(crew.planner().resources(merged));
        var run = actor.run();
        if (run.isPresent()) update(run.get(), accepted.resources());
        await(actor.change(snapshot -> changed(snapshot, merged, restart), "update", Map.of()));
        return accepted.warnings();
    }

    /// Connects it to one more network, now when it runs, and at each start from here on.
    public void connect(Network network, NetworkRequest.Endpoint asked) {
        await(actor.reconnect(new NetworkChange(crew.services()).connect(network, asked)));
    }

    /// Publishes more ports and takes others back, now when it runs, and for its later starts.
    ///
    /// @param add from a port of the container to those of the host
    /// @throws dev.caisson.fault.InvalidInput `PORT_NOT_PUBLISHED`
    public void republish(
            Map<String, List<NetworkRequest.PortBinding>> add, List<PortSelector> remove) {
        await(actor.reconnect(new PortChange(crew.services()).of(add, remove)));
        crew.events().publish(actor.snapshot(), "update", Map.of());
    }

    /// Disconnects it from a network, now when it runs, and for its later starts.
    public void disconnect(Network network) {
        await(actor.reconnect(new NetworkChange(crew.services()).disconnect(network)));
    }

    /// It loses the name of another one with its next start.
    ///
    /// @throws dev.caisson.fault.NotFound `LINK_NOT_FOUND`
    public void removeLink(String alias) {
        await(actor.change(snapshot -> withoutLink(snapshot, alias), "update", Map.of()));
    }

    private static Snapshot withoutLink(Snapshot snapshot, String alias) {
        var spec = snapshot.definition().spec();
        var changed = spec.with(Links.without(spec.network(), alias));
        return snapshot.with(snapshot.definition().with(changed));
    }

    public void resize(int columns, int rows) {
        var terminal = actor.run().flatMap(Run::terminal);
        if (actor.run().isEmpty()) {
            throw Faults.of(FaultCode.CONTAINER_NOT_RUNNING, id());
        }
        terminal.ifPresent(input -> input.resize(columns, rows));
        crew.events()
                .publish(
                        actor.snapshot(),
                        "resize",
                        Map.of(
                                "height",
                                Integer.toString(rows),
                                "width",
                                Integer.toString(columns)));
    }

    /// Pids of its processes, as the host numbers them.
    public List<Integer> processes() {
        var run = actor.run();
        if (run.isEmpty()) throw Faults.of(FaultCode.CONTAINER_NOT_RUNNING, id());
        return Blocking.call(() -> run.get().cgroup().members());
    }

    /// One reading of its counters.
    public UsageView usage() {
        var snapshot = actor.snapshot();
        var run = actor.run();
        var counters = run.map(it -> Blocking.call(() -> it.cgroup().stats())).orElse(null);
        var network = snapshot.definition().spec().isolation().namespaces().network();
        var traffic =
                run.isEmpty() || network.equals("host")
                        ? List.<UsageView.Traffic>of()
                        : NetworkDevices.of(run.get().identity().init().pid());
        var now = crew.services().clock().instant();
        return new UsageView(snapshot.id(), snapshot.name().value(), now, counters, traffic);
    }

    /// Its log, which outlives its runs.
    public ContainerLog log() {
        return actor.logs().log();
    }

    /// What its log driver is told to do.
    public LogDriverSettings logDriver() {
        return actor.logs().settings();
    }

    /// What `logs --details` shows before each line.
    public Map<String, String> logDetails() {
        return actor.logs().details();
    }

    /// Its files.
    public FileCopies files() {
        return new FileCopies(crew, actor);
    }

    /// Its streams, for one client.
    public ClientStreams streams() {
        var cycle = actor.cycle();
        return new ClientStreams(
                cycle.input(), cycle.end(), Transition.runs(actor.snapshot().state()));
    }

    /// @param end of the run that is, or of the next
    /// @param running whether it runs now
    public record ClientStreams(
            CompletableFuture<dev.caisson.stdio.ContainerInput> input,
            RunEnd end,
            boolean running) {}

    /// Tells of something a client did.
    public void tell(String action) {
        tell(action, Map.of());
    }

    /// @param attributes besides those of the container
    public void tell(String action, Map<String, String> attributes) {
        crew.events().publish(actor.snapshot(), action, attributes);
    }

    /// A container on demand is made to run for it.
    ///
    /// @return the id of a new exec session
    public String createExec(ExecSpec spec) {
        await(actor.awake());
        return await(
                actor.whileRunning(
                        () ->
                                actor.execs()
                                        .create(actor.snapshot(), spec, ExecSession.Purpose.REQUEST)
                                        .id()));
    }

    /// @throws dev.caisson.fault.NotFound `EXEC_NOT_FOUND`
    public Exec exec(String execId) {
        var session = actor.execs().find(execId).orElseThrow(() -> ExecSessions.unknown(execId));
        return new Exec(crew.services(), actor, session);
    }

    // ---- parts

    /// Stops it because nobody uses it: it will be started again when somebody does.
    void rest() {
        if (!Transition.runs(actor.snapshot().state())) return;
        stop(null, null, true);
        crew.events().publish(actor.snapshot(), "stop");
    }

    private void stop(@Nullable String signal, @Nullable Duration timeout, boolean restarting) {
        int number = stopSignal(signal);
        awaitHandler(number, stopTimeout(timeout));
        // Who says how long to wait means it.
        boolean deaf = timeout == null && isDeaf(number);
        var ending = await(actor.beginStop(number, restarting));
        if (ending.isEmpty()) return;
        if (ended(ending.get(), deaf ? Duration.ZERO : stopTimeout(timeout))) return;
        if (Transition.runs(actor.snapshot().state())) {
            await(actor.kill(Signals.SIGKILL, !restarting));
        }
        if (!ended(ending.get(), KILL_TIMEOUT)) {
            throw Faults.of(
                    FaultCode.CONTAINER_KILL_FAILED,
                    actor.snapshot().name(),
                    "it did not end within 10 seconds after SIGKILL");
        }
    }

    private void awaitHandler(int signal, Duration longest) {
        var most = longest.isNegative() ? KILL_TIMEOUT : longest;
        FirstMoments.awaitHandler(actor, signal, most, crew.services().clock().instant());
    }

    /// Whether waiting for the end is in vain: the kernel drops a signal for which the first
    /// process of a pid namespace has no handler.
    private boolean isDeaf(int signal) {
        var run = actor.run();
        if (run.isEmpty() || !FirstProcess.dropsSignal(run.get().identity().init().pid(), signal)) {
            return false;
        }
        if (!actor.firstDeafness()) return true;
        LOG.info(
                "id={} name={} its first process has no handler for signal={}, not waiting; start"
                        + " it with --init or handle the signal",
                id().shortForm(),
                actor.snapshot().name(),
                signal);
        return true;
    }

    private int stopSignal(@Nullable String asked) {
        if (asked != null && !asked.isEmpty()) return Signals.parse(asked);
        var own = actor.snapshot().definition().spec().lifecycle().stopSignal();
        return own.isEmpty() ? Signals.SIGTERM : Signals.parse(own);
    }

    private Duration stopTimeout(@Nullable Duration asked) {
        if (asked != null) return asked;
        var own = actor.snapshot().definition().spec().lifecycle().stopTimeoutSeconds();
        return own == null ? STOP_TIMEOUT : Duration.ofSeconds(own);
    }

    /// @param timeout negative to wait for ever
    private static boolean ended(RunCycle cycle, Duration timeout) {
        try {
            if (timeout.isNegative()) {
                var _ = cycle.outcome().get();
            } else {
                var _ = cycle.outcome().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Faults.unexpected(interrupted);
        } catch (ExecutionException failure) {
            throw Faults.unexpected(failure);
        }
    }

    private static void update(Run run, Resources resources) {
        Blocking.run(() -> run.cgroup().update(resources));
    }

    private static Snapshot changed(
            Snapshot snapshot, Limits limits, @Nullable RestartPolicy restart) {
        ContainerSpec spec = snapshot.definition().spec().with(limits);
        if (restart != null) {
            spec = spec.with(spec.lifecycle().with(restart));
        }
        return snapshot.with(snapshot.definition().with(spec));
    }

    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException failure) {
            var cause = failure.getCause();
            if (cause instanceof RuntimeException unchecked) throw unchecked;
            throw Faults.unexpected(cause == null ? failure : cause);
        }
    }
}
