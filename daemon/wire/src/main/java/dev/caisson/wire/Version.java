package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/// The answer to `GET /version`.
public record Version(
        @JsonProperty("Platform") Platform platform,
        @JsonProperty("Components") List<Component> components,
        @JsonProperty("Version") String version,
        @JsonProperty("ApiVersion") String apiVersion,
        @JsonProperty("MinAPIVersion") String minApiVersion,
        @JsonProperty("GitCommit") String gitCommit,
        @JsonProperty("GoVersion") String goVersion,
        @JsonProperty("Os") String os,
        @JsonProperty("Arch") String arch,
        @JsonProperty("KernelVersion") String kernelVersion,
        @JsonProperty("Experimental") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                boolean experimental,
        @JsonProperty("BuildTime") @JsonInclude(JsonInclude.Include.NON_EMPTY) String buildTime) {
    /// The product.
    public record Platform(@JsonProperty("Name") String name) {}

    /// One part of it.
    public record Component(
            @JsonProperty("Name") String name,
            @JsonProperty("Version") String version,
            @JsonProperty("Details") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    Map<String, String> details) {}
}
