package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// The answer to `GET /containers/{id}/top`.
public record TopAnswer(
        @JsonProperty("Processes") List<List<String>> processes,
        @JsonProperty("Titles") List<String> titles) {}
