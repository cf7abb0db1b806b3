package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Sends to a syslog daemon: a datagram a message, or lines on a stream.
final class SyslogDestination implements LogDestination {
    private static final int COLLECTED = 32 * 1024;

    private final Wire wire;
    private final boolean stream;
    private final SyslogText text;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

    /// @param stream messages end with a newline and are sent together
    SyslogDestination(Wire wire, boolean stream, SyslogText text) {
        this.wire = wire;
        this.stream = stream;
        this.text = text;
    }

    @Override
    public void message(LogMessage message) throws IOException, InterruptedException {
        var bytes = text.of(message);
        if (!stream) {
            wire.send(bytes);
            return;
        }
        collected.writeBytes(bytes);
        collected.write('\n');
        if (collected.size() >= COLLECTED) flush();
    }

    @Override
    public void flush() throws IOException, InterruptedException {
        if (collected.size() == 0) return;
        wire.send(collected.toByteArray());
        collected.reset();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
