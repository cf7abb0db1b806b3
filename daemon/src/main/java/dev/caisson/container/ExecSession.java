package dev.caisson.container;

import dev.caisson.container.plan.Signals;
import dev.caisson.container.request.ExecSpec;
import dev.caisson.container.view.ExecView;
import dev.caisson.launch.HolderLink;
import dev.caisson.stdio.RunEnd;
import dev.caisson.sys.Poller;
import dev.caisson.sys.ProcessId;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.ContainerId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One exec session: asked for, running, ended.
final class ExecSession {
    private final String id;
    private final ContainerId container;
    private final ExecSpec spec;
    private final Purpose purpose;
    private final RunEnd end = new RunEnd();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CREATED);
    private volatile @Nullable ProcessId process;
    private volatile @Nullable ProcessId holder;
    private volatile @Nullable HolderLink link;
    private volatile boolean unread;
    private volatile boolean reaped;
    private Poller.@Nullable Registration watch;

    /// Who waits for its end.
    enum Purpose {
        /// A client, which may come back after the daemon has been away.
        REQUEST,
        /// A health check: nobody else asks for it.
        CHECK
    }

    enum Phase {
        CREATED,
        STARTING,
        RUNNING,
        ENDED
    }

    ExecSession(String id, ContainerId container, ExecSpec spec, Purpose purpose) {
        this.id = id;
        this.container = container;
        this.spec = spec;
        this.purpose = purpose;
    }

    String id() {
        return id;
    }

    ContainerId container() {
        return container;
    }

    ExecSpec spec() {
        return spec;
    }

    Purpose purpose() {
        return purpose;
    }

    RunEnd end() {
        return end;
    }

    /// Completes at its end.
    CompletableFuture<Integer> exitCode() {
        return exitCode;
    }

    /// Empty until it runs.
    Optional<ProcessId> holder() {
        return Optional.ofNullable(holder);
    }

    Optional<HolderLink> link() {
        return Optional.ofNullable(link);
    }

    Phase phase() {
        return phase.get();
    }

    /// @return false when it was started before
    boolean beginStart() {
        return phase.compareAndSet(Phase.CREATED, Phase.STARTING);
    }

    /// @param linked null when the holder has ended since
    void running(ProcessId started, ProcessId heldBy, @Nullable HolderLink linked) {
        process = started;
        holder = heldBy;
        link = linked;
        phase.set(Phase.RUNNING);
    }

    void watchedBy(Poller.Registration registration) {
        watch = registration;
    }

    /// @return true the first time
    boolean finish(int code) {
        // The code first: whoever sees that it has ended asks for it.
        boolean first = exitCode.complete(code);
        phase.set(Phase.ENDED);
        if (first) end.reached();
        return first;
    }

    /// Ends its process with SIGKILL; nothing happens when it has ended.
    void kill(Syscalls syscalls) {
        var started = process;
        if (started == null) return;
        started.open(syscalls)
                .ifPresent(
                        pidFd -> {
                            try (pidFd) {
                                var _ = pidFd.signal(Signals.SIGKILL);
                            }
                        });
    }

    /// Its holder has ended, and with it the session.
    void holderGone() {
        var linked = link;
        if (linked != null) linked.reap();
        reaped = true;
        closeWhenUnused();
    }

    /// Nobody reads its output any more.
    void unread() {
        unread = true;
        closeWhenUnused();
    }

    /// Gives up the descriptors; readers must be done with them.
    synchronized void close() {
        if (watch != null) watch.close();
        var open = link;
        link = null;
        if (open != null) open.close();
    }

    private void closeWhenUnused() {
        if (reaped && unread) close();
    }

    ExecView view() {
        var started = process;
        return new ExecView(
                id,
                container,
                spec,
                phase.get() == Phase.RUNNING || phase.get() == Phase.STARTING,
                exitCode.getNow(null),
                started == null ? 0 : started.pid(),
                false);
    }
}
