package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// One line of the progress of a load, pull or push.
public record ProgressMessage(
        @JsonProperty("stream") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String stream,
        @JsonProperty("status") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String status,
        @JsonProperty("progressDetail") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable ProgressDetail progressDetail,
        @JsonProperty("id") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String id,
        @JsonProperty("errorDetail") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable ErrorDetail errorDetail,
        @JsonProperty("error") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String error,
        @JsonProperty("aux") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Aux aux) {
    /// How far it is, in bytes.
    public record ProgressDetail(
            @JsonProperty("current") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long current,
            @JsonProperty("total") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long total) {}

    /// Why it failed.
    public record ErrorDetail(
            @JsonProperty("code") @JsonInclude(JsonInclude.Include.NON_DEFAULT) int code,
            @JsonProperty("message") String message) {}

    /// What came out.
    public record Aux(
            @JsonProperty("ID") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String id) {}

    /// A failure after the answer has begun.
    public static ProgressMessage failed(String message) {
        return new ProgressMessage(
                null, null, null, null, new ErrorDetail(0, message), message, null);
    }

    /// A line of text.
    public static ProgressMessage text(String line) {
        return new ProgressMessage(line, null, null, null, null, null, null);
    }
}
