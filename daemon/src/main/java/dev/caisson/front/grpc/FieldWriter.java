package dev.caisson.front.grpc;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes one message of protocol buffers. What is 0 or empty is left out, as the third version of
/// the format does; only what is in a list always is there.
public final class FieldWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    @FunctionalInterface
    private interface Write {
        void write() throws IOException;
    }

    private FieldWriter write(Write what) {
        try {
            what.write();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return this;
    }

    public FieldWriter number(int number, long value) {
        return value == 0 ? this : write(() -> out.writeInt64(number, value));
    }

    public FieldWriter flag(int number, boolean value) {
        return value ? write(() -> out.writeBool(number, true)) : this;
    }

    public FieldWriter text(int number, String value) {
        return value.isEmpty() ? this : write(() -> out.writeString(number, value));
    }

    public FieldWriter texts(int number, Collection<String> values) {
        for (var value : values) write(() -> out.writeString(number, value));
        return this;
    }

    public FieldWriter bytes(int number, byte[] value) {
        return value.length == 0 ? this : write(() -> out.writeByteArray(number, value));
    }

    /// One of a list, also when it is empty.
    public FieldWriter element(int number, byte[] value) {
        return write(() -> out.writeByteArray(number, value));
    }

    /// Also when it is empty: it is there.
    public FieldWriter message(int number, FieldWriter message) {
        return element(number, message.toBytes());
    }

    public FieldWriter texts(int number, Map<String, String> map) {
        map.forEach((key, value) -> message(number, new FieldWriter().text(1, key).text(2, value)));
        return this;
    }

    public FieldWriter blobs(int number, Map<String, byte[]> map) {
        map.forEach(
                (key, value) -> message(number, new FieldWriter().text(1, key).bytes(2, value)));
        return this;
    }

    /// A `google.protobuf.Timestamp`; nothing for null.
    public FieldWriter time(int number, @Nullable Instant time) {
        if (time == null) return this;
        var parts = new FieldWriter().number(1, time.getEpochSecond()).number(2, time.getNano());
        return message(number, parts);
    }

    public byte[] toBytes() {
        write(out::flush);
        return bytes.toByteArray();
    }
}
