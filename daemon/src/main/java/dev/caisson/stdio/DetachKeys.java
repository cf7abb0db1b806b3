package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// The key sequence that leaves an attached terminal, by default ctrl-p ctrl-q.
///
/// Written as Docker writes it: keys with commas between them, each one ASCII character, `DEL`, or
/// `ctrl-` and one of `@`, `a` to `z`, `[`, `\`, `]`, `^`, `_`.
public final class DetachKeys {
    private static final DetachKeys DEFAULT = new DetachKeys(new byte[] {16, 17});
    private static final int LONGEST = 64;

    private final byte[] keys;

    private DetachKeys(byte[] keys) {
        this.keys = keys;
    }

    /// ctrl-p,ctrl-q.
    public static DetachKeys defaults() {
        return DEFAULT;
    }

    /// @param written the sequence; empty for the default
    /// @throws InvalidInput `DETACH_KEYS_INVALID` with Docker's text
    public static DetachKeys parse(String written) {
        if (written.isEmpty()) return DEFAULT;
        var keys = new ByteArrayOutputStream();
        for (var key : written.split(",", -1)) keys.write(code(key, written));
        if (keys.size() > LONGEST) throw invalid(written);
        return new DetachKeys(keys.toByteArray());
    }

    /// A scanner for one client's input.
    public Scanner scanner() {
        return new Scanner(keys);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DetachKeys that && Arrays.equals(keys, that.keys);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keys);
    }

    private static int code(String key, String written) {
        if (key.length() == 1 && key.charAt(0) < 128) return key.charAt(0);
        if (key.equals("DEL")) return 127;
        if (key.length() == 6 && key.startsWith("ctrl-")) {
            char letter = key.charAt(5);
            if (letter == '@') return 0;
            if (letter >= 'a' && letter <= 'z') return letter - 'a' + 1;
            if (letter >= '[' && letter <= '_') return letter - '[' + 27;
        }
        throw invalid(written);
    }

    private static InvalidInput invalid(String written) {
        return new InvalidInput(FaultCode.DETACH_KEYS_INVALID, written);
    }

    /// Looks for the sequence in a stream of input. What may be its beginning is held back until
    /// the next key decides; what turns out not to be is passed on.
    public static final class Scanner {
        private final byte[] keys;
        private final int[] fallback;
        private int matched;

        private Scanner(byte[] keys) {
            this.keys = keys;
            this.fallback = fallback(keys);
        }

        /// @param input the next keys of the client
        /// @return the bytes for the container, and whether the sequence was complete: what follows
        /// it is dropped
        public Scan scan(byte[] input) {
            var passed = new ByteArrayOutputStream(input.length + matched);
            for (byte key : input) {
                while (matched > 0 && keys[matched] != key) {
                    int shorter = fallback[matched - 1];
                    passed.write(keys, 0, matched - shorter);
                    matched = shorter;
                }
                if (keys[matched] != key) passed.write(key);
                else if (++matched == keys.length) return new Scan(passed.toByteArray(), true);
            }
            return new Scan(passed.toByteArray(), false);
        }

        /// For each length of a match, the longest shorter match it ends with (Knuth, Morris,
        /// Pratt).
        private static int[] fallback(byte[] keys) {
            var fallback = new int[keys.length];
            int length = 0;
            for (int i = 1; i < keys.length; i++) {
                while (length > 0 && keys[i] != keys[length]) length = fallback[length - 1];
                if (keys[i] == keys[length]) length++;
                fallback[i] = length;
            }
            return fallback;
        }
    }

    /// What became of a piece of input.
    ///
    /// @param passed for the container
    /// @param detached true when the client asked to leave
    @SuppressWarnings("ArrayRecordComponent") // short-lived, never compared or kept
    public record Scan(byte[] passed, boolean detached) {}
}
