package dev.caisson.container;

import dev.caisson.container.view.ExecView;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.stdio.ContainerInput;
import dev.caisson.stdio.OutputReading;

/// One exec session, as the engine uses it.
public final class Exec {
    private final Services services;
    private final ContainerActor actor;
    private final ExecSession session;

    Exec(Services services, ContainerActor actor, ExecSession session) {
        this.services = services;
        this.actor = actor;
        this.session = session;
    }

    public ExecView view() {
        return session.view();
    }

    public boolean tty() {
        return session.spec().streams().tty();
    }

    /// Starts it for a client.
    ///
    /// @param columns 0 to leave the size alone, likewise `rows`
    public Streams start(int columns, int rows) {
        // It may have been frozen again since the session was made.
        Container.await(actor.awake());
        var run = Container.await(actor.whileRunning(this::run));
        var _ =
                Container.await(
                        actor.whileRunning(
                                () -> {
                                    actor.execs()
                                            .start(actor.snapshot(), run, session, columns, rows);
                                    return true;
                                }));
        return open();
    }

    /// Starts it with nobody at its streams: what it writes is dropped.
    public void startDetached(int columns, int rows) {
        start(columns, rows).close();
    }

    public void resize(int columns, int rows) {
        var link = session.link();
        if (session.phase() != ExecSession.Phase.RUNNING || link.isEmpty()) {
            throw Faults.of(FaultCode.EXEC_NOT_RUNNING, session.id());
        }
        var terminal = link.get().terminal();
        if (terminal.isEmpty()) return;
        try (var keyboard = services.streams().terminalInput(terminal.get())) {
            keyboard.resize(columns, rows);
        }
    }

    /// The streams of a started session; closed when the client is gone.
    public record Streams(OutputReading output, ContainerInput input) implements AutoCloseable {
        @Override
        public void close() {
            output.close();
            input.close();
        }
    }

    private Run run() {
        return actor.run()
                .orElseThrow(() -> Faults.of(FaultCode.CONTAINER_NOT_RUNNING, actor.id()));
    }

    private Streams open() {
        var link =
                session.link()
                        .orElseThrow(() -> Faults.of(FaultCode.EXEC_NOT_RUNNING, session.id()));
        var terminal = link.terminal();
        var input =
                terminal.isPresent()
                        ? services.streams().terminalInput(terminal.get())
                        : link.stdin()
                                .map(fd -> services.streams().pipeInput(fd, link::closeStdin))
                                .orElse(NoInput.INSTANCE);
        return new Streams(actor.execs().output(session, link), input);
    }
}
