package dev.caisson.net.model;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An end of a running container in a network.
///
/// @param id 64 lower-case hexadecimal digits
/// @param names by which the others of the network find it
public record Endpoint(
        String id,
        String networkId,
        String networkName,
        Got addresses,
        Devices devices,
        List<String> names,
        Map<String, String> links,
        long gatewayPriority) {
    public Endpoint {
        names = List.copyOf(names);
        links = Map.copyOf(links);
    }

    /// @param mac empty when it has none of its own
    public record Got(@Nullable Assigned four, @Nullable Assigned six, String mac) {
        public static final Got NOTHING = new Got(null, null, "");

        public @Nullable Assigned of(boolean v6) {
            return v6 ? six : four;
        }
    }

    /// @param gateway null where there is no way out
    public record Assigned(InetAddress address, int prefix, @Nullable InetAddress gateway) {
        /// With the prefix: `172.17.0.2/16`.
        public String text() {
            return Addresses.text(address) + "/" + prefix;
        }
    }

    /// @param outside the device of the host; empty when there is none
    /// @param inside the container's
    public record Devices(String outside, String inside) {}
}
