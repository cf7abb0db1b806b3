package dev.caisson.container;

import dev.caisson.cgroup.Cgroup;
import dev.caisson.container.ExecSession.Purpose;
import dev.caisson.container.request.ExecSpec;
import dev.caisson.fault.Conflict;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.launch.ExecRequest;
import dev.caisson.launch.HolderLink;
import dev.caisson.launch.LaunchFailure;
import dev.caisson.launch.Launched;
import dev.caisson.stdio.OutputReading;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Poll;
import dev.caisson.sys.SyscallException;
import dev.caisson.value.ContainerId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The exec sessions of one container. Those that have ended are remembered, up to a number.
///
/// A started session is on disk as long as it runs, so that it survives the daemon: its process
/// waits while its pipes are full and no daemon reads them, and goes on with the next one. That one
/// drops what it writes, as after any client that left, and ends its input; its exit code is there
/// when asked for. Sessions that were not started, and those that had ended, go with the daemon. A
/// health check that the earlier daemon had begun is ended by the next one, which makes its own.
final class ExecSessions {
    private static final Logger LOG = LoggerFactory.getLogger(ExecSessions.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int REMEMBERED = 64;
    private static final int WITHOUT_RECORD = 137;

    private final Services services;
    private final ContainerEvents events;
    private final LaunchPlanner planner;
    private final ConcurrentHashMap<String, ExecSession> sessions = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<ExecSession> ended = new ConcurrentLinkedQueue<>();

    ExecSessions(Services services, ContainerEvents events, LaunchPlanner planner) {
        this.services = services;
        this.events = events;
        this.planner = planner;
    }

    /// @throws InvalidInput `EXEC_COMMAND_MISSING`, or when there is no such user
    ExecSession create(Snapshot container, ExecSpec spec, Purpose purpose) {
        if (spec.command().isEmpty() || spec.command().getFirst().isEmpty()) {
            throw new InvalidInput(FaultCode.EXEC_COMMAND_MISSING);
        }
        if (!spec.user().isEmpty()) {
            Blocking.run(() -> planner.checkUser(container, spec.user()));
        }
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        var id = HexFormat.of().formatHex(bytes);
        var session = new ExecSession(id, container.id(), spec, purpose);
        sessions.put(session.id(), session);
        events.publish(
                container,
                "exec_create: " + String.join(" ", spec.command()),
                Map.of("execID", session.id()));
        return session;
    }

    /// Nobody will ask for it again; its end is still told.
    void forget(ExecSession session) {
        sessions.remove(session.id());
    }

    Optional<ExecSession> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /// Those that have not ended.
    List<String> ids() {
        return sessions.values().stream()
                .filter(session -> session.phase() != ExecSession.Phase.ENDED)
                .map(ExecSession::id)
                .sorted()
                .toList();
    }

    /// Whether one has been started and has not ended.
    boolean areRunning() {
        return sessions.values().stream()
                .map(ExecSession::phase)
                .anyMatch(
                        phase ->
                                phase == ExecSession.Phase.STARTING
                                        || phase == ExecSession.Phase.RUNNING);
    }

    /// Starts a session; in the mailbox of its container, which runs.
    ///
    /// @param columns 0 to take what the session was made with, likewise `rows`
    void start(Snapshot container, Run run, ExecSession session, int columns, int rows) {
        if (!session.beginStart()) {
            throw new Conflict(
                    session.phase() == ExecSession.Phase.ENDED
                            ? FaultCode.EXEC_ALREADY_RUN
                            : FaultCode.EXEC_ALREADY_RUNNING,
                    session.id());
        }
        events.publish(
                container,
                "exec_start: " + String.join(" ", session.spec().command()),
                Map.of("execID", session.id()));
        Launched launched;
        try {
            launched = Blocking.call(() -> launch(container, run, session, columns, rows));
        } catch (Fault failure) {
            finish(session, StartFaults.exitCode(failure));
            throw failure;
        }
        session.running(launched.process(), launched.holder(), launched.link());
        write(container, session, launched);
        watch(container, session, launched.link());
    }

    /// Takes over the sessions that an earlier daemon started. Blocks.
    void restore(Snapshot container) {
        var store = services.disk().store();
        for (var id : store.execs(container.id())) {
            try {
                store.loadExec(container.id(), id)
                        .ifPresentOrElse(
                                stored -> restore(container, id, stored),
                                () -> deleteQuietly(directory(container.id(), id)));
            } catch (Fault | SyscallException failure) {
                LOG.warn("exec={} is forgotten", id, failure);
            }
        }
    }

    private void restore(Snapshot container, String id, StoredExec stored) {
        var purpose = stored.purpose() == null ? Purpose.REQUEST : stored.purpose();
        var session = new ExecSession(id, container.id(), stored.spec(), purpose);
        boolean _ = session.beginStart();
        sessions.put(id, session);
        var link = reattach(stored);
        session.running(stored.process(), stored.holder(), link.orElse(null));
        if (link.isEmpty()) {
            recordEnd(container, session);
            return;
        }
        link.get().closeStdin();
        output(session, link.get()).close();
        watch(container, session, link.get());
        if (purpose == Purpose.CHECK) session.kill(services.kernel().syscalls());
    }

    /// Ends what an earlier daemon was just starting.
    void endInterrupted(Run run) {
        var known = new HashSet<Integer>();
        known.add(run.identity().holder().pid());
        for (var session : sessions.values()) {
            session.holder().ifPresent(holder -> known.add(holder.pid()));
        }
        new InterruptedExecs(services.kernel(), run.cgroup()).end(known);
    }

    private Optional<HolderLink> reattach(StoredExec stored) {
        if (!stored.holder().isAlive()) return Optional.empty();
        var asked = stored.spec().streams();
        var streams =
                asked.tty()
                        ? new ExecRequest.Streams.Terminal(asked.columns(), asked.rows())
                        : new ExecRequest.Streams.Pipes(asked.attachStdin());
        try {
            var link = services.kernel().launcher().reattach(stored.holder(), streams);
            // A holder that is about to be gone has closed everything.
            if (link.terminal().isPresent() || link.stdout().isPresent()) return Optional.of(link);
            link.close();
            return Optional.empty();
        } catch (SyscallException gone) {
            LOG.debug("holder pid={} ended just now", stored.holder().pid(), gone);
            return Optional.empty();
        }
    }

    private void write(Snapshot container, ExecSession session, Launched launched) {
        var stored =
                new StoredExec(
                        StoredExec.VERSION,
                        session.spec(),
                        launched.holder(),
                        launched.process(),
                        session.purpose());
        try {
            Blocking.run(
                    () -> services.disk().store().writeExec(container.id(), session.id(), stored));
        } catch (Fault unwritten) {
            // A short one ends meanwhile, and its directory goes with it.
            if (session.phase() == ExecSession.Phase.ENDED) return;
            LOG.warn(
                    "exec={} is ended at the next start of the daemon: {}",
                    session.id(),
                    unwritten.text());
        }
    }

    private void watch(Snapshot container, ExecSession session, HolderLink link) {
        session.watchedBy(
                services.kernel()
                        .poller()
                        .register(
                                link.pidFd().number(),
                                Poll.EPOLLIN | Poll.EPOLLONESHOT,
                                _ ->
                                        Blocking.executor()
                                                .execute(() -> holderGone(container, session))));
    }

    /// What a session writes, for its one client.
    OutputReading output(ExecSession session, HolderLink link) {
        var streams = services.streams();
        var end = session.end();
        return new ExecOutput(
                session,
                () ->
                        link.terminal()
                                .map(master -> streams.terminalOutput(master, end))
                                .orElseGet(
                                        () ->
                                                streams.pipeOutput(
                                                        link.stdout().orElseThrow(),
                                                        link.stderr().orElseThrow(),
                                                        end)));
    }

    /// A holder says that a session has ended.
    void ended(Snapshot container, String id) {
        find(id).ifPresent(
                        session ->
                                Blocking.executor().execute(() -> recordEnd(container, session)));
    }

    /// Nothing of the container runs any more: sessions that were never started never will be.
    void containerEnded() {
        for (var session : sessions.values()) {
            if (session.phase() == ExecSession.Phase.CREATED) sessions.remove(session.id());
        }
    }

    /// Gives up everything.
    void close() {
        for (var session : sessions.values()) {
            session.finish(WITHOUT_RECORD);
            session.close();
        }
        sessions.clear();
        ended.clear();
    }

    private Launched launch(
            Snapshot container, Run run, ExecSession session, int columns, int rows) {
        var spec = session.spec();
        var asked = spec.streams();
        var streams =
                asked.tty()
                        ? new ExecRequest.Streams.Terminal(
                                columns > 0 ? columns : asked.columns(),
                                rows > 0 ? rows : asked.rows())
                        : new ExecRequest.Streams.Pipes(asked.attachStdin());
        var kernel = services.kernel();
        Cgroup cgroup = run.cgroup();
        try {
            return kernel.launcher()
                    .exec(
                            new ExecRequest(
                                    container.id(),
                                    session.id(),
                                    run.identity().init(),
                                    planner.exec(container, spec),
                                    streams,
                                    services.disk().paths().directory(container.id()),
                                    services.settings().eventFifo(),
                                    CgroupJoins.of(cgroup.join()),
                                    CgroupJoins.of(kernel.cgroups().holders())));
        } catch (LaunchFailure failure) {
            throw StartFaults.ofExec(failure, spec.command().getFirst());
        }
    }

    private void holderGone(Snapshot container, ExecSession session) {
        recordEnd(container, session);
        session.holderGone();
    }

    private void recordEnd(Snapshot container, ExecSession session) {
        var directory = directory(container.id(), session.id());
        int code =
                Finisher.record(directory.resolve("exit"))
                        .map(record -> record.status().code())
                        .orElse(WITHOUT_RECORD);
        if (!session.finish(code)) return;
        events.publish(
                container,
                "exec_die",
                Map.of("execID", session.id(), "exitCode", Integer.toString(code)));
        forgetOldest(session);
        deleteQuietly(directory);
    }

    private void finish(ExecSession session, int code) {
        boolean _ = session.finish(code);
        forgetOldest(session);
        deleteQuietly(directory(session.container(), session.id()));
    }

    private void forgetOldest(ExecSession session) {
        ended.add(session);
        while (ended.size() > REMEMBERED) {
            var oldest = ended.poll();
            if (oldest == null) return;
            sessions.remove(oldest.id());
            oldest.close();
        }
    }

    private Path directory(ContainerId container, String id) {
        return services.disk().paths().exec(container, id);
    }

    private static void deleteQuietly(Path directory) {
        try {
            Trees.delete(directory);
        } catch (RuntimeException failure) {
            LOG.debug("path={} goes with its container", directory, failure);
        }
    }

    /// @throws NotFound `EXEC_NOT_FOUND`
    static NotFound unknown(String id) {
        return new NotFound(FaultCode.EXEC_NOT_FOUND, id);
    }

    /// All, for tests and the end of the daemon.
    List<ExecSession> all() {
        return new ArrayList<>(sessions.values());
    }
}
