package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
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
            @JsonProperty("ID") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String id,
            @JsonProperty("Tag") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String tag,
            @JsonProperty("Digest") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String digest,
            @JsonProperty("Size") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long size,
            @JsonUnwrapped @Nullable Instead instead) {}

    /// One image of an index was pushed in its place.
    public record Instead(
            @JsonProperty("manifestPushedInsteadOfIndex") boolean isInstead,
            @JsonProperty("originalIndex") OciDescriptor index,
            @JsonProperty("selectedManifest") OciDescriptor manifest) {}

    /// A line about the whole.
    public static ProgressMessage status(String text) {
        return new ProgressMessage(null, text, null, null, null, null, null);
    }

    /// A line about one part of it.
    public static ProgressMessage of(String id, String status, long current, long total) {
        return new ProgressMessage(
                null, status, new ProgressDetail(current, total), id, null, null, null);
    }

    /// What came of a push.
    public static ProgressMessage pushed(String tag, String digest, long size) {
        return new ProgressMessage(
                null,
                null,
                new ProgressDetail(0, 0),
                null,
                null,
                null,
                new Aux(null, tag, digest, size, null));
    }

    /// What was pushed in the place of an index.
    public static ProgressMessage pushedInstead(OciDescriptor index, OciDescriptor manifest) {
        var instead = new Instead(true, index, manifest);
        return new ProgressMessage(
                null, null, null, null, null, null, new Aux(null, null, null, 0, instead));
    }

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
