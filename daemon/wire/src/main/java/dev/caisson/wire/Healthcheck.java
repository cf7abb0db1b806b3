package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the health of a container is tested. Durations are nanoseconds, 0 for inherited.
public record Healthcheck(
        @JsonProperty("Test") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable List<String> test,
        @JsonProperty("Interval") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long interval,
        @JsonProperty("Timeout") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long timeout,
        @JsonProperty("StartPeriod") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long startPeriod,
        @JsonProperty("StartInterval") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                long startInterval,
        @JsonProperty("Retries") @JsonInclude(JsonInclude.Include.NON_DEFAULT) int retries) {}
