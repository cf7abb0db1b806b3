package dev.caisson.container;

import dev.caisson.container.ContainerState.Created;
import dev.caisson.container.ContainerState.Exited;
import dev.caisson.container.ContainerState.Paused;
import dev.caisson.container.ContainerState.Restarting;
import dev.caisson.container.ContainerState.Running;
import dev.caisson.container.Transition.Decision;
import dev.caisson.container.plan.Signals;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.stdio.RunEnd;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Poll;
import dev.caisson.value.ContainerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The owner of one container.
///
/// Everything that changes it goes through the mailbox and happens one after the other; what others
/// see is the last published [Snapshot]. The actor only dispatches: [Transition] decides,
/// [Starter], [Finisher] and [Remover] carry out.
///
/// 1. `run` is there exactly while the state is Running or Paused.
/// 2. A state is on disk before it is published, and published before anybody waiting is woken.
///    What cannot be undone (an end, a pause) is published even when the disk is full.
/// 3. Each run has one [RunCycle]; a new one is made at its end, before the old one is finished.
final class ContainerActor {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerActor.class);

    private final Crew crew;
    private final Mailbox mailbox;
    private final ExecSessions execs;
    private final HealthMonitor health;
    private final DemandPorts demand;
    private final ContainerLogs logs;
    private final AtomicBoolean deaf = new AtomicBoolean();
    private final CompletableFuture<RunOutcome> removed = new CompletableFuture<>();
    private final Changes changes = new Changes();
    private final PublishedSnapshot published;
    private final Freezing freezing;
    private volatile RunCycle cycle = RunCycle.next();
    private volatile @Nullable Run run;
    private Supervision supervision = new Supervision();

    ContainerActor(Crew crew, Snapshot snapshot) {
        this.crew = crew;
        published = new PublishedSnapshot(crew.services().disk().store(), changes, snapshot);
        freezing = new Freezing(published, crew.events());
        mailbox = new Mailbox("container-" + snapshot.id().shortForm());
        execs = new ExecSessions(crew.services(), crew.events(), crew.planner());
        health = new HealthMonitor(crew, this);
        demand = new DemandPorts(crew.services());
        logs = new ContainerLogs(crew.services(), snapshot);
    }

    ContainerId id() {
        return snapshot().id();
    }

    Snapshot snapshot() {
        return published.get();
    }

    RunCycle cycle() {
        return cycle;
    }

    /// Of its state and its health.
    Changes changes() {
        return changes;
    }

    ExecSessions execs() {
        return execs;
    }

    HealthMonitor health() {
        return health;
    }

    ContainerLogs logs() {
        return logs;
    }

    /// Completes when the container is gone.
    CompletableFuture<RunOutcome> removed() {
        return removed;
    }

    /// Whether nobody has said yet that its first process ignores the signal of a stop.
    boolean firstDeafness() {
        return deaf.compareAndSet(false, true);
    }

    Optional<Run> run() {
        return Optional.ofNullable(run);
    }

    // ---- commands

    CompletableFuture<List<String>> start() {
        return mailbox.submit(
                () -> {
                    obey(Transition.onStart(snapshot().state()));
                    supervision.cancel();
                    if (demand.arm(snapshot())) {
                        published.remember(Snapshot.History::armedNow);
                        return List.of();
                    }
                    return start(snapshot().history().begunAnew());
                });
    }

    /// Makes it run when it is one that runs on demand.
    CompletableFuture<Void> awake() {
        return crew.services().kernel().networks().wake(id()).toCompletableFuture();
    }

    /// Makes it run because somebody connects to it.
    CompletableFuture<Void> wake() {
        return mailbox.run(
                () -> {
                    if (snapshot().state() instanceof Paused) freezing.thaw(requireRun());
                    if (snapshot().state() instanceof Running) return;
                    obey(Transition.onStart(snapshot().state()));
                    supervision.cancel();
                    List<String> _ = start(snapshot().history().startedAgain(false));
                });
    }

    /// Freezes it when it runs and nobody uses it.
    CompletableFuture<Boolean> rest(BooleanSupplier unused) {
        return mailbox.submit(
                () -> {
                    if (!(snapshot().state() instanceof Running)) return false;
                    if (!unused.getAsBoolean()) return false;
                    freezing.freeze(requireRun());
                    return true;
                });
    }

    /// @param last true when the container shall not be started again by its policy
    CompletableFuture<Void> kill(int signal, boolean last) {
        return mailbox.run(
                () -> {
                    var decision = Transition.onKill(snapshot().state());
                    if (decision instanceof Decision.CancelRestart) {
                        cancelRestart();
                        return;
                    }
                    obey(decision);
                    if (last) {
                        boolean _ = disarm();
                        published.remember(Snapshot.History::stopped);
                    }
                    signal(signal);
                    crew.events().killed(snapshot(), signal);
                    if (signal == Signals.SIGKILL && snapshot().state() instanceof Paused) {
                        freezing.thaw(requireRun());
                    }
                });
    }

    /// Sends the first signal of a stop.
    ///
    /// @param restarting true when it will be started again at once: neither its policy nor its
    ///     automatic removal apply
    /// @return the run that is to end; empty when nothing runs any more
    CompletableFuture<Optional<RunCycle>> beginStop(int signal, boolean restarting) {
        return mailbox.submit(
                () -> {
                    boolean waited = !restarting && disarm();
                    if (waited && !Transition.runs(snapshot().state())) return Optional.empty();
                    var decision = Transition.onStop(snapshot().state());
                    if (decision instanceof Decision.CancelRestart) {
                        cancelRestart();
                        return Optional.empty();
                    }
                    obey(decision);
                    if (!restarting) {
                        published.remember(Snapshot.History::stopped);
                    }
                    supervision.restartAsked(restarting);
                    signal(signal);
                    crew.events().killed(snapshot(), signal);
                    if (decision instanceof Decision.ThawFirst) freezing.thaw(requireRun());
                    return Optional.of(cycle);
                });
    }

    CompletableFuture<Void> pause() {
        return mailbox.run(
                () -> {
                    obey(Transition.onPause(snapshot().state()));
                    freezing.freeze(requireRun());
                });
    }

    CompletableFuture<Void> unpause() {
        return mailbox.run(
                () -> {
                    obey(Transition.onUnpause(snapshot().state()));
                    freezing.thaw(requireRun());
                });
    }

    /// @param change of name or definition, made after the check that it may be changed
    CompletableFuture<Void> change(
            UnaryOperator<Snapshot> change, String event, Map<String, String> attributes) {
        return mailbox.run(
                () -> {
                    obey(Transition.onRename(snapshot().state()));
                    var changed = change.apply(snapshot());
                    published.redefine(changed);
                    crew.events().publish(changed, event, attributes);
                });
    }

    /// @param change carried out where it runs; its result is kept
    CompletableFuture<Void> reconnect(UnaryOperator<Snapshot> change) {
        return mailbox.run(
                () -> {
                    obey(Transition.onRename(snapshot().state()));
                    var changed = Blocking.call(() -> change.apply(snapshot()));
                    published.redefine(changed);
                });
    }

    /// Runs something that may only happen while the container runs and does not change.
    <T> CompletableFuture<T> whileRunning(Callable<T> action) {
        return mailbox.submit(
                () -> {
                    obey(Transition.onExec(snapshot().state()), "exec");
                    return action.call();
                });
    }

    /// Runs something during which the container does not change.
    <T> CompletableFuture<T> alone(Callable<T> action) {
        return mailbox.submit(action);
    }

    /// Removes it; it does not run.
    CompletableFuture<Void> remove(boolean volumes) {
        return mailbox.run(
                () -> {
                    obey(Transition.onRemove(snapshot().state(), false));
                    supervision.cancel();
                    removeNow(volumes);
                });
    }

    /// What `remove` would say now; empty when it has to be killed first.
    void checkRemovable(boolean force) {
        obey(Transition.onRemove(snapshot().state(), force));
    }

    // ---- what happens to it

    /// A holder says that its container has ended.
    void ended() {
        var ending = run;
        if (ending != null) mailbox.happening(() -> onEnd(ending));
    }

    /// Takes over, at the start of the daemon, what an earlier one left.
    CompletableFuture<Void> restore() {
        return mailbox.run(
                () -> {
                    health.restore();
                    if (Transition.runs(snapshot().state())) {
                        Blocking.run(() -> execs.restore(snapshot()));
                    }
                    demand.restore(snapshot());
                    new Restoration(crew, this::adopt, this::lost).restore(snapshot());
                    if (run == null) logs.begin(RunEnd.past());
                });
    }

    private void adopt(Run adopted) {
        Blocking.run(() -> execs.endInterrupted(adopted));
        begin(adopted);
    }

    private void lost(RunOutcome outcome) {
        if (outcome.oomKilled()) tellKill();
        end(outcome, false, () -> {});
    }

    /// Whether something is to be done at the start of the daemon.
    boolean isWanted() {
        return RestartRules.startsAtBoot(snapshot()) || RestartRules.removesAtBoot(snapshot());
    }

    /// After a restoration: starts what shall run, removes what should have gone.
    CompletableFuture<Void> startAtBoot() {
        var started =
                mailbox.run(
                        () -> {
                            if (demand.isArmed(snapshot())) return;
                            if (RestartRules.startsAtBoot(snapshot())) {
                                startAgain(snapshot().state() instanceof Restarting);
                            } else if (RestartRules.removesAtBoot(snapshot())) {
                                removeNow(true);
                            }
                        });
        mailbox.report(started);
        return started;
    }

    /// No start by itself any more.
    CompletableFuture<Void> hold() {
        return mailbox.run(supervision::cancel);
    }

    // ---- in the mailbox

    private List<String> start(Snapshot.History history) {
        Starter.Started started;
        try {
            started = Blocking.call(() -> crew.starter().start(snapshot()));
        } catch (Fault failure) {
            failed(failure);
            throw failure;
        } catch (RuntimeException failure) {
            var fault = Faults.unexpected(failure);
            failed(fault);
            throw fault;
        }
        var begun = started.run();
        try {
            published.publish(snapshot().with(begun.identity()).with(history));
        } catch (Fault unwritten) {
            takeBack(begun);
            failed(unwritten);
            throw unwritten;
        }
        begin(begun);
        crew.events().attached(snapshot());
        crew.events().publish(snapshot(), "start");
        return started.warnings();
    }

    private void begin(Run begun) {
        run = begun;
        health.begin(begun.identity().since());
        logs.begin(cycle.end());
        var kills = new MemoryKills(crew.services(), begun.cgroup(), mailbox, this::tellKill);
        begun.countedBy(kills);
        if (snapshot().definition().spec().limits().memory().limit() > 0) kills.watch();
        cycle.input().complete(begun.input());
        watch(begun);
    }

    /// A run that cannot be written down would be killed by the next daemon, so it ends now.
    private void takeBack(Run begun) {
        boolean _ = begun.markEnded();
        watch(begun);
        Blocking.run(
                () -> {
                    begun.cgroup().kill();
                    var _ = crew.finisher().finish(snapshot(), begun.identity(), begun.cgroup());
                    crew.finisher().tidy(snapshot(), begun.cgroup());
                });
    }

    private void tellKill() {
        crew.events().publish(snapshot(), "oom");
    }

    private void watch(Run begun) {
        var poller = crew.services().kernel().poller();
        begun.watchedBy(
                poller.register(
                        begun.link().pidFd().number(),
                        Poll.EPOLLIN | Poll.EPOLLONESHOT,
                        _ -> mailbox.happening(() -> onHolderGone(begun))));
    }

    private void failed(Fault failure) {
        var error = StartError.of(failure);
        var outcome = RunOutcome.neverRan(error, crew.services().clock().instant());
        var state =
                snapshot().state() instanceof Created ? new Created(error) : new Exited(outcome);
        published.ended(state, outcome);
        nextCycle(outcome);
        if (removesItself()) removeNow(true);
    }

    private void onHolderGone(Run gone) {
        onEnd(gone);
        Blocking.run(
                () -> {
                    gone.link().reap();
                    gone.close();
                });
    }

    private void onEnd(Run ending) {
        if (!ending.markEnded()) return;
        var identity = ending.identity();
        var outcome =
                Blocking.call(() -> crew.finisher().finish(snapshot(), identity, ending.cgroup()));
        ending.endMemory(outcome.oomKilled());
        run = null;
        end(
                outcome,
                true,
                () -> Blocking.run(() -> crew.finisher().tidy(snapshot(), ending.cgroup())));
    }

    /// @param tidy what is left to do of the end when those who wait have been told
    private void end(RunOutcome outcome, boolean byItself, Runnable tidy) {
        health.end();
        cycle.end().reached();
        logs.settle();
        boolean restartAsked = supervision.takeRestartAsked();
        var wait =
                restartAsked
                        ? Optional.<Duration>empty()
                        : supervision.waitAfter(snapshot(), outcome);
        var state = wait.isPresent() ? new Restarting(outcome) : new Exited(outcome);
        published.ended(state, outcome);
        crew.events().ended(snapshot(), outcome);
        execs.containerEnded();
        nextCycle(outcome);
        try {
            tidy.run();
        } finally {
            if (wait.isPresent() && byItself) {
                supervision.plan(
                        crew.services().scheduler(),
                        wait.get(),
                        () -> mailbox.happening(this::restartDue));
            } else if (byItself && !restartAsked && removesItself()) {
                removeNow(true);
            }
        }
    }

    private void restartDue() {
        if (snapshot().state() instanceof Restarting) startAgain(true);
    }

    /// @param counted as a restart
    private void startAgain(boolean counted) {
        try {
            List<String> _ = start(snapshot().history().startedAgain(counted));
        } catch (Fault failure) {
            LOG.warn(
                    "id={} name={} cannot be started again, leaving it: {}",
                    id().shortForm(),
                    snapshot().name(),
                    failure.text());
        }
    }

    private void cancelRestart() {
        supervision.cancel();
        if (snapshot().state() instanceof Restarting(var last)) {
            published.remember(Snapshot.History::stopped);
            published.publishAnyway(snapshot().with(new Exited(last)));
        }
    }

    /// Its ports are kept for it no longer.
    ///
    /// @return whether they were
    private boolean disarm() {
        if (!demand.disarm(snapshot())) return false;
        published.remember(Snapshot.History::stopped);
        return true;
    }

    private void removeNow(boolean volumes) {
        boolean _ = demand.disarm(snapshot());
        crew.remover().remove(snapshot(), execs, published::show, volumes);
        var last = RunOutcome.last(snapshot().state(), crew.services().clock().instant());
        cycle.finish(last);
        removed.complete(last);
        logs.removed();
    }

    private void signal(int number) {
        if (!requireRun().signal(number)) {
            LOG.debug("id={} had ended before signal={} reached it", id().shortForm(), number);
        }
    }

    private Run requireRun() {
        var now = run;
        if (now == null) throw Faults.of(FaultCode.CONTAINER_NOT_RUNNING, snapshot().name());
        return now;
    }

    private boolean removesItself() {
        return snapshot().definition().spec().lifecycle().autoRemove();
    }

    private void nextCycle(RunOutcome outcome) {
        var old = cycle;
        cycle = RunCycle.next();
        old.finish(outcome);
    }

    private void obey(Decision decision, Object... more) {
        if (!(decision instanceof Decision.Refuse(var code))) return;
        Object second = more.length > 0 ? more[0] : id();
        throw Faults.of(code, snapshot().name(), second);
    }
}
