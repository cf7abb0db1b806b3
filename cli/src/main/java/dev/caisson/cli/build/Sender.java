package dev.caisson.cli.build;

import dev.caisson.cli.http.ChunkedOutput;
import dev.caisson.cli.http.Connection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Sends the body of a request while its answer is read: the daemon may ask for parts of it. What
/// goes wrong here ends the connection, so that whoever reads the answer hears of it.
final class Sender {
    private final Connection connection;
    private final Work work;
    private volatile @Nullable Exception failure;

    /// What sends.
    @FunctionalInterface
    interface Work {
        void send(ChunkedOutput body) throws IOException;
    }

    private Sender(Connection connection, Work work) {
        this.connection = connection;
        this.work = work;
    }

    static Sender start(Connection connection, Work work) {
        var sender = new Sender(connection, work);
        // Who waits for standard input is not waited for.
        var _ = Thread.ofPlatform().daemon().name("context").start(sender::run);
        return sender;
    }

    private void run() {
        try (var body = new ChunkedOutput(connection)) {
            work.send(body);
        } catch (ChunkedOutput.Refused daemonHasAnswered) {
            // What it answers says why.
        } catch (IOException | RuntimeException failed) {
            failure = failed;
            hangUp();
        }
    }

    private void hangUp() {
        try {
            connection.close();
        } catch (IOException gone) {
            // it is no more
        }
    }

    /// Throws what went wrong here, if anything: the reason why the answer cannot be read.
    void check() throws IOException {
        switch (failure) {
            case IOException own -> throw own;
            case RuntimeException own -> throw own;
            case null, default -> {
                // the reason is elsewhere
            }
        }
    }
}
