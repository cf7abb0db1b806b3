package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The answer to `POST /auth`.
public record AuthAnswer(
        @JsonProperty("IdentityToken") String identityToken,
        @JsonProperty("Status") String status) {}
