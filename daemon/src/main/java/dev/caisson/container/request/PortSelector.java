package dev.caisson.container.request;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which published port is meant: by the host's, and by more where that is not enough.
///
/// @param address of the host as written; null for any
/// @param host port of the host
/// @param container port of the container; 0 for any
/// @param protocol `tcp`, `udp` or `sctp`; null for any
public record PortSelector(
        @Nullable String address, int host, int container, @Nullable String protocol) {
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "(?:(\\[[0-9a-fA-F:.]+]|[0-9.]+):(?=[0-9]+:))?([0-9]{1,5})(?::([0-9]{1,5}))?(?:/(tcp|udp|sctp))?");

    /// `[[IP:]HOST:]CONTAINER` as it was published, or the host's port alone; each with
    /// `/PROTOCOL`.
    ///
    /// @throws InvalidInput `PORT_INVALID`
    public static PortSelector parse(String written) {
        var match = WRITTEN.matcher(written);
        if (!match.matches()) throw new InvalidInput(FaultCode.PORT_INVALID, written);
        var address = match.group(1);
        if (address != null && address.startsWith("[")) {
            address = address.substring(1, address.length() - 1);
        }
        return new PortSelector(
                address,
                Integer.parseInt(match.group(2)),
                match.group(3) == null ? 0 : Integer.parseInt(match.group(3)),
                match.group(4));
    }

    @Override
    public String toString() {
        return (address == null ? "" : address + ":")
                + host
                + (container == 0 ? "" : ":" + container)
                + (protocol == null ? "" : "/" + protocol);
    }
}
