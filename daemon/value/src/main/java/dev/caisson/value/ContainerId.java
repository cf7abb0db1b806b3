package dev.caisson.value;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The identity of a container: 64 lower-case hexadecimal digits, as Docker's.
///
/// Cgroup and directory names carry it in full, because cAdvisor and Jenkins parse it there.
public record ContainerId(String value) {
    private static final Pattern VALID = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ALL_DIGITS = Pattern.compile("[0-9]{12}.*");
    private static final SecureRandom RANDOM = new SecureRandom();

    /// @throws InvalidInput `CONTAINER_ID_INVALID` for anything but 64 lower-case hexadecimal
    /// digits
    public ContainerId {
        if (!VALID.matcher(value).matches()) {
            throw new InvalidInput(FaultCode.CONTAINER_ID_INVALID, value);
        }
    }

    /// A new random identity whose short form is not a number, so that a host name made of it never
    /// looks like one. Source: moby pkg/stringid.
    public static ContainerId random() {
        var bytes = new byte[32];
        while (true) {
            RANDOM.nextBytes(bytes);
            var hex = HexFormat.of().formatHex(bytes);
            if (!ALL_DIGITS.matcher(hex).matches()) return new ContainerId(hex);
        }
    }

    /// The first 12 digits: what `ps` shows and the default host name.
    public String shortForm() {
        return value.substring(0, 12);
    }

    @Override
    public String toString() {
        return value;
    }
}
