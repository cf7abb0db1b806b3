package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the network of a container looks like.
public record NetworkSettings(
        @JsonProperty("Bridge") String bridge,
        @JsonProperty("SandboxID") String sandboxID,
        @JsonProperty("SandboxKey") String sandboxKey,
        @JsonProperty("Ports") Map<String, @Nullable List<PortBinding>> ports,
        @JsonProperty("PortReach") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                Map<String, List<PortReach>> portReach,
        @JsonUnwrapped Legacy legacy,
        @JsonProperty("Networks") Map<String, EndpointSettings> networks) {
    /// The default network's end, as clients before user-defined networks read it.
    public record Legacy(
            @JsonProperty("HairpinMode") boolean hairpinMode,
            @JsonProperty("LinkLocalIPv6Address") String linkLocalIpv6Address,
            @JsonProperty("LinkLocalIPv6PrefixLen") int linkLocalIpv6PrefixLen,
            @JsonProperty("SecondaryIPAddresses") @Nullable List<String> secondaryIpAddresses,
            @JsonProperty("SecondaryIPv6Addresses") @Nullable List<String> secondaryIpv6Addresses,
            @JsonProperty("EndpointID") String endpointId,
            @JsonProperty("Gateway") String gateway,
            @JsonProperty("GlobalIPv6Address") String globalIpv6Address,
            @JsonProperty("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
            @JsonProperty("IPAddress") String ipAddress,
            @JsonProperty("IPPrefixLen") int ipPrefixLen,
            @JsonProperty("IPv6Gateway") String ipv6Gateway,
            @JsonProperty("MacAddress") String macAddress) {
        /// Not in the default network.
        public static Legacy none() {
            return new Legacy(false, "", 0, null, null, "", "", "", 0, "", 0, "", "");
        }
    }
}
