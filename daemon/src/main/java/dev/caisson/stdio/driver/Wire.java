package dev.caisson.stdio.driver;

import java.io.IOException;

/// A connection on which messages are sent. Closing it is idempotent.
interface Wire extends AutoCloseable {
    /// Sends everything, or fails.
    void send(byte[] bytes, int length) throws IOException, InterruptedException;

    default void send(byte[] bytes) throws IOException, InterruptedException {
        send(bytes, bytes.length);
    }

    @Override
    void close() throws IOException;
}
