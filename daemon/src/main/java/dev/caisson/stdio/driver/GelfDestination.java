package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogMessage;
import dev.caisson.stdio.StreamKind;
import dev.caisson.stdio.driver.LogDriverSettings.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// Sends GELF 1.1, Graylog's JSON: by UDP compressed and, where larger than a datagram should be,
/// in chunks; by TCP with a zero byte after each message.
final class GelfDestination implements LogDestination {
    private static final int CHUNK = 1420;
    private static final int CHUNK_HEAD = 12;
    private static final int MOST_CHUNKS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Wire wire;
    private final LogDriverSettings.Gelf settings;
    private final byte[] fields;
    private final JsonText json = new JsonText();

    GelfDestination(
            Wire wire,
            LogDriverSettings.Gelf settings,
            String host,
            LogSubject subject,
            LogAttributes attributes) {
        this.wire = wire;
        this.settings = settings;
        var extra = new TreeMap<String, String>();
        attributes.of(subject).forEach((key, value) -> extra.put("_" + key, value));
        extra.putAll(
                Map.of(
                        "_container_id", subject.id().value(),
                        "_container_name", subject.name(),
                        "_image_id", subject.imageId(),
                        "_image_name", subject.imageName(),
                        "_command", String.join(" ", subject.command()),
                        "_tag", attributes.tagOf(subject),
                        "_created", MessageTime.text(subject.created())));
        var text = new JsonText().raw("{\"version\":\"1.1\",\"host\":").quoted(host);
        extra.forEach((key, value) -> text.raw(",").quoted(key).raw(":").quoted(value));
        fields = text.copy();
    }

    @Override
    public void message(LogMessage message) throws IOException, InterruptedException {
        var bytes = message.bytes();
        if (!bytes.hasRemaining()) return;
        json.clear();
        json.raw(fields)
                .raw(",\"short_message\":\"")
                .escaped(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining())
                .raw("\",\"timestamp\":")
                .raw(timestamp(message))
                .raw(",\"level\":")
                .raw(message.stream() == StreamKind.STDERR ? "3" : "6");
        if (message.isPartial()) {
            json.raw(",\"_partial_ordinal\":\"")
                    .raw(Integer.toString(message.piece()))
                    .raw("\",\"_partial_last\":\"")
                    .raw(Boolean.toString(message.last()))
                    .raw("\"");
        }
        json.raw("}");
        if (settings.address().getScheme().equals("tcp")) {
            wire.send(json.raw(new byte[1]).copy());
        } else {
            datagram(compressed());
        }
    }

    private static String timestamp(LogMessage message) {
        var time = message.time();
        return String.format(
                Locale.ROOT, "%d.%03d", time.getEpochSecond(), time.getNano() / 1_000_000);
    }

    private byte[] compressed() throws IOException {
        if (settings.compression() == Compression.NONE) return json.copy();
        var out = new ByteArrayOutputStream();
        if (settings.compression() == Compression.GZIP) {
            try (var packed = gzip(out)) {
                packed.write(json.array(), 0, json.length());
            }
        } else {
            var deflater = new Deflater(settings.level());
            try (var packed = new DeflaterOutputStream(out, deflater)) {
                packed.write(json.array(), 0, json.length());
            } finally {
                deflater.end();
            }
        }
        return out.toByteArray();
    }

    private GZIPOutputStream gzip(ByteArrayOutputStream out) throws IOException {
        int level = settings.level();
        return new GZIPOutputStream(out) {
            {
                def.setLevel(level);
            }
        };
    }

    /// Source: GELF, "Chunking": 0x1e 0x0f, eight bytes of id, number, count.
    private void datagram(byte[] message) throws IOException, InterruptedException {
        if (message.length <= CHUNK) {
            wire.send(message);
            return;
        }
        int room = CHUNK - CHUNK_HEAD;
        int count = (message.length + room - 1) / room;
        if (count > MOST_CHUNKS) throw new IOException("message of " + count + " chunks");
        var id = new byte[8];
        RANDOM.nextBytes(id);
        for (int i = 0; i < count; i++) {
            int length = Math.min(room, message.length - i * room);
            var chunk = new byte[CHUNK_HEAD + length];
            chunk[0] = 0x1e;
            chunk[1] = 0x0f;
            System.arraycopy(id, 0, chunk, 2, id.length);
            chunk[10] = (byte) i;
            chunk[11] = (byte) count;
            System.arraycopy(message, i * room, chunk, CHUNK_HEAD, length);
            wire.send(chunk);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
