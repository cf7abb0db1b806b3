package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogMessage;
import dev.caisson.stdio.StreamKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// Sends to systemd's journal by its native protocol: one datagram of fields a message, a value
/// with a newline in it by its length. The fields are Docker's.
final class JournalDestination implements LogDestination {
    private final Wire wire;
    private final byte[] fields;
    private final MessageTime time = new MessageTime();
    private long ordinal;
    private long partial;

    JournalDestination(Wire wire, LogSubject subject, LogAttributes attributes) {
        this.wire = wire;
        var out = new ByteArrayOutputStream();
        attributes.of(subject).forEach((key, value) -> field(out, name(key), bytes(value)));
        var tag = attributes.tagOf(subject);
        Map.of(
                        "CONTAINER_ID", subject.id().shortForm(),
                        "CONTAINER_ID_FULL", subject.id().value(),
                        "CONTAINER_NAME", subject.name(),
                        "CONTAINER_TAG", tag,
                        "IMAGE_NAME", subject.imageName(),
                        "SYSLOG_IDENTIFIER", tag)
                .forEach((key, value) -> field(out, key, bytes(value)));
        fields = out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// What the journal takes as a name: capitals, digits, underscores, no underscore first.
    static String name(String key) {
        var name = key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
        return name.replaceFirst("^[_0-9]+", "");
    }

    private static void field(ByteArrayOutputStream out, String name, byte[] value) {
        field(out, name, value, 0, value.length);
    }

    private static void field(
            ByteArrayOutputStream out, String name, byte[] value, int offset, int length) {
        if (name.isEmpty()) return;
        boolean simple = true;
        for (int i = offset; i < offset + length; i++) simple &= value[i] != '\n';
        out.writeBytes(bytes(name));
        if (simple) {
            out.write('=');
        } else {
            out.write('\n');
            out.writeBytes(
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
        }
        out.write(value, offset, length);
        out.write('\n');
    }

    @Override
    public void message(LogMessage message) throws IOException, InterruptedException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(fields);
        var text = message.bytes();
        field(out, "MESSAGE", text.array(), text.arrayOffset() + text.position(), text.remaining());
        field(out, "PRIORITY", bytes(message.stream() == StreamKind.STDERR ? "3" : "6"));
        field(out, "SYSLOG_TIMESTAMP", time.bytes(message.time()));
        field(out, "CONTAINER_LOG_ORDINAL", bytes(Long.toString(++ordinal)));
        if (message.isPartial()) {
            if (message.piece() == 1) partial++;
            field(out, "CONTAINER_PARTIAL_ID", bytes(Long.toHexString(partial)));
            field(out, "CONTAINER_PARTIAL_ORDINAL", bytes(Integer.toString(message.piece())));
            field(out, "CONTAINER_PARTIAL_LAST", bytes(Boolean.toString(message.last())));
            if (!message.last()) field(out, "CONTAINER_PARTIAL_MESSAGE", bytes("true"));
        }
        wire.send(out.toByteArray());
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
