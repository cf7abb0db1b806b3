package dev.caisson.value;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.regex.Pattern;

/// A container name as a user may write it: 2 to 255 characters, without the leading slash Docker
/// shows. Source: moby daemon/names (the upper limit is ours).
public record ContainerName(String value) {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}");

    /// @throws InvalidInput `CONTAINER_NAME_INVALID`
    public ContainerName {
        if (!VALID.matcher(value).matches()) {
            throw new InvalidInput(FaultCode.CONTAINER_NAME_INVALID, value);
        }
    }

    /// Accepts the name with or without the slash that Docker's answers carry.
    public static ContainerName of(String written) {
        return new ContainerName(written.startsWith("/") ? written.substring(1) : written);
    }

    @Override
    public String toString() {
        return value;
    }
}
