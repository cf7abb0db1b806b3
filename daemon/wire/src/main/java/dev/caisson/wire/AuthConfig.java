package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// Credentials for a registry.
public record AuthConfig(
        @JsonProperty("username") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String username,
        @JsonProperty("password") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String password,
        @JsonProperty("auth") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String auth,
        @JsonProperty("serveraddress") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String serverAddress,
        @JsonProperty("identitytoken") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String identityToken,
        @JsonProperty("registrytoken") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String registryToken) {}
