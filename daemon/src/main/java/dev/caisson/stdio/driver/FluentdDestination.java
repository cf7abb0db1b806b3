package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogMessage;
import dev.caisson.stdio.StreamKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.Map;

/// Sends by Fluentd's forward protocol, "message mode": `[tag, time, record]` in MessagePack. The
/// record has Docker's keys.
final class FluentdDestination implements LogDestination {
    private final WireBatch batch;
    private final ByteArrayOutputStream collected;
    private final boolean subSecond;
    private final byte[] tag;
    private final Map<String, String> fields = new LinkedHashMap<>();

    FluentdDestination(Wire wire, boolean subSecond, LogSubject subject, LogAttributes attributes) {
        batch = new WireBatch(wire);
        collected = batch.out();
        this.subSecond = subSecond;
        tag = bytes(attributes.tagOf(subject));
        fields.put("container_id", subject.id().value());
        fields.put("container_name", "/" + subject.name());
        fields.putAll(attributes.of(subject));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void message(LogMessage message) throws IOException, InterruptedException {
        collected.write(0x93); // an array of three
        string(tag, 0, tag.length);
        time(message);
        int members = fields.size() + 2 + (message.isPartial() ? 3 : 0);
        collected.write(0xde); // a map with 16 bits of length
        collected.write(members >> 8);
        collected.write(members);
        fields.forEach(this::member);
        member("source", message.stream() == StreamKind.STDERR ? "stderr" : "stdout");
        if (message.isPartial()) {
            member("partial_message", "true");
            member("partial_ordinal", Integer.toString(message.piece()));
            member("partial_last", Boolean.toString(message.last()));
        }
        var key = bytes("log");
        string(key, 0, key.length);
        var text = message.bytes();
        string(text.array(), text.arrayOffset() + text.position(), text.remaining());
        batch.messageEnded();
    }

    private void member(String key, String value) {
        var name = bytes(key);
        string(name, 0, name.length);
        var text = bytes(value);
        string(text, 0, text.length);
    }

    private void string(byte[] text, int offset, int length) {
        if (length < 32) {
            collected.write(0xa0 | length);
        } else {
            collected.write(0xdb); // a string with 32 bits of length
            collected.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        }
        collected.write(text, offset, length);
    }

    private void time(LogMessage message) {
        int seconds = (int) message.time().getEpochSecond();
        var out = ByteBuffer.allocate(subSecond ? 10 : 5);
        if (subSecond) {
            // EventTime: extension type 0 of eight bytes
            out.put((byte) 0xd7)
                    .put((byte) 0)
                    .putInt(seconds)
                    .putInt(message.time().get(ChronoField.NANO_OF_SECOND));
        } else {
            out.put((byte) 0xce).putInt(seconds);
        }
        collected.writeBytes(out.array());
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
