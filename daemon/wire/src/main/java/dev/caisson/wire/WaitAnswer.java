package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// The answer to `POST /containers/{id}/wait`.
public record WaitAnswer(
        @JsonProperty("Error") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ErrorText error,
        @JsonProperty("StatusCode") int statusCode) {
    /// Why it could not be waited for, or did not start.
    public record ErrorText(@JsonProperty("Message") String message) {}
}
