package dev.caisson.cli.terminal;

import dev.caisson.cli.arguments.UsageError;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// Finds the keys that leave a container running and give the terminal back, `ctrl-p,ctrl-q` by
/// default, in what the user types. Keys of a sequence that was only begun are held until the next
/// key decides.
public final class DetachKeys {
    private static final String DEFAULT = "ctrl-p,ctrl-q";

    private final byte[] sequence;
    private int matched;

    private DetachKeys(byte[] sequence) {
        this.sequence = sequence;
    }

    /// @param written a comma separated list of `ctrl-X` and single characters; empty for the
    ///     default
    /// @throws UsageError for an unknown key
    public static DetachKeys of(String written) {
        var keys = (written.isEmpty() ? DEFAULT : written).split(",", -1);
        var sequence = new byte[keys.length];
        for (int i = 0; i < keys.length; i++) sequence[i] = key(keys[i]);
        return new DetachKeys(sequence);
    }

    private static byte key(String key) {
        if (key.length() == 1 && key.charAt(0) < 128) return (byte) key.charAt(0);
        if (key.startsWith("ctrl-") && key.length() == 6) {
            char letter = key.charAt(5);
            if (letter >= 'a' && letter <= 'z') return (byte) (letter - 'a' + 1);
            int special = "@[\\]^_".indexOf(letter);
            if (special == 0) return 0;
            if (special > 0) return (byte) (26 + special);
        }
        throw new UsageError("Unknown character: '" + key + "'");
    }

    /// What goes on to the container, and whether the sequence was completed.
    ///
    /// @param forward bytes before the sequence; empty when all are held
    public record Scanned(ByteBuffer forward, boolean detached) {}

    /// @param typed buffer with what was read
    /// @param count bytes of it
    public Scanned scan(byte[] typed, int count) {
        var forward = new ByteArrayOutputStream(count + matched);
        for (int i = 0; i < count; i++) {
            if (typed[i] == sequence[matched]) {
                if (++matched == sequence.length)
                    return new Scanned(ByteBuffer.wrap(forward.toByteArray()), true);
                continue;
            }
            forward.write(sequence, 0, matched);
            matched = typed[i] == sequence[0] ? 1 : 0;
            if (matched == 0) forward.write(typed[i]);
        }
        return new Scanned(ByteBuffer.wrap(forward.toByteArray()), false);
    }
}
