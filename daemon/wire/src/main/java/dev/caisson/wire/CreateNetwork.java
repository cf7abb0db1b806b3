package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /networks/create`.
public record CreateNetwork(
        @JsonProperty("Name") @Nullable String name,
        @JsonProperty("CheckDuplicate") boolean checkDuplicate,
        @JsonProperty("Driver") @Nullable String driver,
        @JsonProperty("Scope") @Nullable String scope,
        @JsonProperty("Internal") boolean internal,
        @JsonProperty("Attachable") boolean attachable,
        @JsonProperty("Ingress") boolean ingress,
        @JsonProperty("ConfigOnly") boolean configOnly,
        @JsonProperty("ConfigFrom") Network.@Nullable ConfigFrom configFrom,
        @JsonProperty("IPAM") Network.@Nullable Ipam ipam,
        @JsonProperty("EnableIPv4") @Nullable Boolean enableIpv4,
        @JsonProperty("EnableIPv6") @Nullable Boolean enableIpv6,
        @JsonProperty("Options") @Nullable Map<String, String> options,
        @JsonProperty("Labels") @Nullable Map<String, String> labels) {}
