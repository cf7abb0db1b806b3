package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogMessage;
import java.io.IOException;

/// Sends to a syslog daemon: a datagram a message, or lines on a stream.
final class SyslogDestination implements LogDestination {
    private final Wire wire;
    private final boolean stream;
    private final SyslogText text;
    private final WireBatch batch;

    /// @param stream messages end with a newline and are sent together
    SyslogDestination(Wire wire, boolean stream, SyslogText text) {
        this.wire = wire;
        this.stream = stream;
        this.text = text;
        batch = new WireBatch(wire);
    }

    @Override
    public void message(LogMessage message) throws IOException, InterruptedException {
        var bytes = text.of(message);
        if (!stream) {
            wire.send(bytes);
            return;
        }
        batch.out().writeBytes(bytes);
        batch.out().write('\n');
        batch.messageEnded();
    }

    @Override
    public void flush() throws IOException, InterruptedException {
        batch.flush();
    }

    @Override
    public void close() throws IOException {
        batch.close();
    }
}
