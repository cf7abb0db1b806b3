package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of the answer to `POST /build` beyond Docker's, for a client that asked for it: news of a
/// step, a piece of a file that is a result, or files of its directory that are asked for.
public record BuildNews(@JsonProperty("build") Part part) {
    /// @param step number of the step it is about; 0 for none
    /// @param title of the step, when it begins
    /// @param state `begun`, `cached`, `done` or `failed`
    /// @param text what the step has written, or why it failed
    /// @param error whether it was written to standard error
    /// @param file what is to become of the result, from 0; null when it is about a step
    /// @param data of the file
    /// @param wanted the numbers of files that the client is to send, in the order in which it told
    ///     of them, from 0; empty when there are no more; null when it is about something else
    @SuppressWarnings("ArrayRecordComponent") // made to be written once
    public record Part(
            @JsonProperty("step") @JsonInclude(JsonInclude.Include.NON_DEFAULT) int step,
            @JsonProperty("title") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String title,
            @JsonProperty("state") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String state,
            @JsonProperty("text") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String text,
            @JsonProperty("error") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean error,
            @JsonProperty("file") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer file,
            @JsonProperty("data") @JsonInclude(JsonInclude.Include.NON_NULL) byte @Nullable [] data,
            @JsonProperty("wanted") @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable List<Long> wanted) {
        public Part {
            wanted = wanted == null ? null : List.copyOf(wanted);
        }
    }

    /// What a step does.
    public static BuildNews step(int number, String title, String state, String text) {
        return new BuildNews(new Part(number, title, state, text, false, null, null, null));
    }

    /// What a step says.
    public static BuildNews output(int number, String text, boolean error) {
        return new BuildNews(new Part(number, null, null, text, error, null, null, null));
    }

    /// A piece of a result.
    public static BuildNews file(int output, byte[] data) {
        return new BuildNews(new Part(0, null, null, null, false, output, data, null));
    }

    /// Files of the client's directory.
    public static BuildNews wanted(List<Long> numbers) {
        return new BuildNews(new Part(0, null, null, null, false, null, null, numbers));
    }
}
