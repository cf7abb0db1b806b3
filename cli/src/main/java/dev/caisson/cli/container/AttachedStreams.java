package dev.caisson.cli.container;

import dev.caisson.cli.Session;
import dev.caisson.cli.http.Answer;
import dev.caisson.cli.http.Connection;
import dev.caisson.cli.terminal.DetachKeys;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/// The user's streams joined to a container's, over one hijacked connection.
///
/// Input is pumped by a thread of its own, which ends with the process; output by the caller's. The
/// end of the input closes our half of the connection only, so that output that is still to come is
/// seen.
final class AttachedStreams implements AutoCloseable {
    private static final int BUFFER = 32 * 1024;

    private final Answer answer;
    private final boolean tty;
    private final AtomicBoolean detached = new AtomicBoolean();

    /// @param answer to an attach or exec start; its connection carries raw bytes now
    AttachedStreams(Answer answer, boolean tty) {
        this.answer = answer;
        this.tty = tty;
    }

    /// Begins to send standard input.
    void sendInput(DetachKeys keys) {
        Thread.ofPlatform().daemon().name("stdin").start(() -> pump(answer.connection(), keys));
    }

    private void pump(Connection connection, DetachKeys keys) {
        var in = new FileInputStream(FileDescriptor.in);
        var buffer = new byte[BUFFER];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!tty) {
                    connection.write(ByteBuffer.wrap(buffer, 0, count));
                    continue;
                }
                var scanned = keys.scan(buffer, count);
                connection.write(scanned.forward());
                if (scanned.detached()) {
                    detached.set(true);
                    connection.close();
                    return;
                }
            }
            connection.endOutput();
        } catch (IOException containerIsGone) {
            // The container ended or the daemon closed the stream; the reader of the output sees
            // that too.
        }
    }

    /// Copies the output until the container ends or the user detaches.
    void receiveOutput(Session session) throws IOException {
        try (var body = answer.body()) {
            if (tty) MultiplexedOutput.copyRaw(body, session.out());
            else MultiplexedOutput.copy(body, session.out(), session.err());
        } catch (IOException broken) {
            if (!detached.get()) throw broken;
        }
    }

    boolean isDetached() {
        return detached.get();
    }

    @Override
    public void close() throws IOException {
        answer.connection().close();
    }
}
