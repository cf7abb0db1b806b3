package dev.caisson.container;

import dev.caisson.container.view.ExecView;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.stdio.ContainerInput;
import dev.caisson.stdio.OutputReading;
import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.StreamKind;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

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
        var streams = start(columns, rows);
        Thread.ofVirtual()
                .name("exec-" + session.id().substring(0, 12))
                .start(
                        () -> {
                            try (streams) {
                                streams.output().pump(new Nowhere());
                            } catch (InterruptedException ending) {
                                Thread.currentThread().interrupt();
                            }
                        });
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
    public record Streams(OutputReading output, ContainerInput input, Runnable release)
            implements AutoCloseable {
        @Override
        public void close() {
            output.close();
            input.close();
            release.run();
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
        var once = new AtomicBoolean();
        Runnable release =
                () -> {
                    if (once.compareAndSet(false, true)) session.clientGone();
                };
        var terminal = link.terminal();
        if (terminal.isPresent()) {
            return new Streams(
                    settled(services.streams().terminalOutput(terminal.get(), session.end())),
                    services.streams().terminalInput(terminal.get()),
                    release);
        }
        var input =
                link.stdin()
                        .map(fd -> services.streams().pipeInput(fd, link::closeStdin))
                        .orElse(NoInput.INSTANCE);
        var output =
                services.streams()
                        .pipeOutput(
                                link.stdout().orElseThrow(),
                                link.stderr().orElseThrow(),
                                session.end());
        return new Streams(settled(output), input, release);
    }

    private OutputReading settled(OutputReading output) {
        return new ExecOutput(output, session.exitCode());
    }

    private static final class Nowhere implements OutputSink {
        @Override
        public void write(StreamKind stream, ByteBuffer bytes) {}

        @Override
        public void skipped(long bytes) {}
    }
}
