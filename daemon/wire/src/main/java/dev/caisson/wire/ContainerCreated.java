package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// The answer to `POST /containers/create`.
public record ContainerCreated(
        @JsonProperty("Id") String id, @JsonProperty("Warnings") List<String> warnings) {}
