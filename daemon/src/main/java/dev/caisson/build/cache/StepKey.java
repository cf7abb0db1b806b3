package dev.caisson.build.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Digest;
import dev.caisson.image.Sha256;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// All that can have an effect on what a step makes, named, in order.
///
/// Values are kept as digests: they may be long, and nobody should find them in the cache.
///
/// @param kind of the step, such as `RUN`
public record StepKey(String kind, List<Input> inputs) {
    public StepKey {
        inputs = List.copyOf(inputs);
    }

    /// @param name for people, such as `variable PATH`
    /// @param digest of its value, hexadecimal
    public record Input(String name, String digest) {}

    /// Begins with no inputs.
    public static StepKey of(String kind) {
        return new StepKey(kind, List.of());
    }

    /// The same with one input more.
    public StepKey with(String name, String value) {
        var more = new ArrayList<>(inputs);
        more.add(new Input(name, Sha256.of(value.getBytes(UTF_8)).hex()));
        return new StepKey(kind, more);
    }

    /// The same with one input more.
    public StepKey with(String name, List<String> values) {
        var text = new StringBuilder();
        for (var value : values) text.append(value.length()).append(':').append(value);
        return with(name, text.toString());
    }

    /// What a layer is remembered by. Every part is preceded by its length.
    public Digest digest() {
        var bytes = new ByteArrayOutputStream();
        add(bytes, "1");
        add(bytes, kind);
        for (var input : inputs) {
            add(bytes, input.name());
            add(bytes, input.digest());
        }
        return Sha256.of(bytes.toByteArray());
    }

    private static void add(ByteArrayOutputStream bytes, String text) {
        var encoded = text.getBytes(UTF_8);
        bytes.writeBytes((encoded.length + ":").getBytes(UTF_8));
        bytes.writeBytes(encoded);
    }
}
