package dev.caisson.engine;

import dev.caisson.container.Container;
import dev.caisson.container.Container.ClientStreams;
import dev.caisson.container.ContainerState;
import dev.caisson.engine.Containers.AttachRequest;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.stdio.ContainerLog.StreamRequest;
import dev.caisson.stdio.DetachKeys;
import dev.caisson.stdio.OutputReading;
import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.RunEnd;
import dev.caisson.stdio.StreamKind;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A client at a container's streams. One that came before the start loses nothing; one that came
/// later may be overtaken when it is slow.
final class ContainerAttachment implements Attachment {
    private final Container container;
    private final ClientStreams streams;
    private final AttachRequest request;
    private final OutputReading reading;
    private final DetachKeys.Scanner keys;
    private final boolean tty;
    private final boolean inputEndsWithClient;
    private final AtomicBoolean inputClosed = new AtomicBoolean();
    private final AtomicBoolean detached = new AtomicBoolean();

    private ContainerAttachment(
            Container container,
            ClientStreams streams,
            AttachRequest request,
            OutputReading reading) {
        this.container = container;
        this.streams = streams;
        this.request = request;
        this.reading = reading;
        var asked = container.snapshot().definition().spec().streams();
        tty = asked.tty();
        inputEndsWithClient = asked.openStdin() && asked.stdinOnce() && !asked.tty();
        keys = DetachKeys.parse(request.detachKeys()).scanner();
    }

    static ContainerAttachment open(Container container, AttachRequest request) {
        var snapshot = container.snapshot();
        if (snapshot.state() instanceof ContainerState.Paused) {
            throw Faults.of(FaultCode.CONTAINER_PAUSED, snapshot.id(), "attach");
        }
        if (snapshot.state() instanceof ContainerState.Restarting) {
            throw Faults.of(FaultCode.CONTAINER_RESTARTING, snapshot.id());
        }
        DetachKeys.parse(request.detachKeys());
        var streams = container.streams();
        var reading = reading(container, streams, request);
        container.tell("attach");
        return new ContainerAttachment(container, streams, request, reading);
    }

    private static OutputReading reading(
            Container container, ClientStreams streams, AttachRequest request) {
        var wanted = new StreamRequest(kinds(request), request.logs());
        if (!request.stream()) return container.log().stream(wanted, RunEnd.past());
        return streams.running()
                ? container.log().stream(wanted, streams.end())
                : container.log().foreground(wanted, streams.end());
    }

    /// A client that wants no output still learns of its end.
    private static Set<StreamKind> kinds(AttachRequest request) {
        var kinds = EnumSet.noneOf(StreamKind.class);
        if (request.stdout()) kinds.add(StreamKind.STDOUT);
        if (request.stderr()) kinds.add(StreamKind.STDERR);
        return kinds.isEmpty() ? EnumSet.allOf(StreamKind.class) : kinds;
    }

    @Override
    public boolean tty() {
        return tty;
    }

    @Override
    public End pump(OutputSink sink) throws InterruptedException {
        boolean silent = !request.stdout() && !request.stderr();
        return reading.pump(silent ? new SilentSink() : sink);
    }

    @Override
    public boolean write(ByteBuffer bytes) throws InterruptedException {
        if (!request.stdin() || inputClosed.get() || detached.get()) return false;
        if (!tty) return input().write(bytes);
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        var scan = keys.scan(copy);
        boolean open = input().write(ByteBuffer.wrap(scan.passed()));
        if (!scan.detached()) return open;
        if (detached.compareAndSet(false, true)) {
            container.tell("detach");
            reading.close();
        }
        return false;
    }

    @Override
    public void closeInput() {
        if (!request.stdin() || !inputEndsWithClient) return;
        if (!inputClosed.compareAndSet(false, true)) return;
        var _ = streams.input().thenAccept(dev.caisson.stdio.ContainerInput::end);
    }

    @Override
    public void close() {
        closeInput();
        reading.close();
    }

    private dev.caisson.stdio.ContainerInput input() throws InterruptedException {
        try {
            return streams.input().get();
        } catch (ExecutionException failure) {
            throw Faults.unexpected(failure);
        }
    }
}
