package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One end of a container in a network: what was asked and what it got.
public record EndpointSettings(@JsonUnwrapped Asked asked, @JsonUnwrapped Got got) {
    /// What was asked for.
    public record Asked(
            @JsonProperty("IPAMConfig") @Nullable Addresses addresses,
            @JsonProperty("Links") @Nullable List<String> links,
            @JsonProperty("Aliases") @Nullable List<String> aliases,
            @JsonProperty("DriverOpts") @Nullable Map<String, String> driverOpts,
            @JsonProperty("GwPriority") int gwPriority) {}

    /// What it got.
    public record Got(
            @JsonProperty("MacAddress") @Nullable String macAddress,
            @JsonProperty("NetworkID") @Nullable String networkId,
            @JsonProperty("EndpointID") @Nullable String endpointId,
            @JsonProperty("Gateway") @Nullable String gateway,
            @JsonProperty("IPAddress") @Nullable String ipAddress,
            @JsonProperty("IPPrefixLen") int ipPrefixLen,
            @JsonProperty("IPv6Gateway") @Nullable String ipv6Gateway,
            @JsonProperty("GlobalIPv6Address") @Nullable String globalIpv6Address,
            @JsonProperty("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
            @JsonProperty("DNSNames") @Nullable List<String> dnsNames) {}

    /// Fixed addresses.
    public record Addresses(
            @JsonProperty("IPv4Address") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String ipv4Address,
            @JsonProperty("IPv6Address") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String ipv6Address,
            @JsonProperty("LinkLocalIPs") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable List<String> linkLocalIps) {}
}
