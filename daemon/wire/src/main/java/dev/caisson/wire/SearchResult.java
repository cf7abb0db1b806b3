package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// One repository of `GET /images/search`.
public record SearchResult(
        @JsonProperty("star_count") long stars,
        @JsonProperty("is_official") boolean official,
        @JsonProperty("name") String name,
        @JsonProperty("is_automated") boolean automated,
        @JsonProperty("description") String description) {}
