package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to run: the part of a container that does not depend on the host.
public record ContainerConfig(
        @JsonUnwrapped Identity identity,
        @JsonUnwrapped Streams streams,
        @JsonUnwrapped Command command,
        @JsonProperty("ExposedPorts") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable Map<String, Nothing> exposedPorts,
        @JsonProperty("Healthcheck") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Healthcheck healthcheck,
        @JsonProperty("Volumes") @Nullable Map<String, Nothing> volumes,
        @JsonProperty("NetworkDisabled") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                boolean networkDisabled,
        @JsonProperty("MacAddress") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String macAddress,
        @JsonProperty("OnBuild") @Nullable List<String> onBuild,
        @JsonProperty("Labels") @Nullable Map<String, String> labels,
        @JsonProperty("StopSignal") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String stopSignal,
        @JsonProperty("StopTimeout") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer stopTimeout) {
    /// How the container and its user are called.
    public record Identity(
            @JsonProperty("Hostname") @Nullable String hostname,
            @JsonProperty("Domainname") @Nullable String domainname,
            @JsonProperty("User") @Nullable String user) {}

    /// Which streams are attached at the start, and whether there is a terminal.
    public record Streams(
            @JsonProperty("AttachStdin") boolean attachStdin,
            @JsonProperty("AttachStdout") boolean attachStdout,
            @JsonProperty("AttachStderr") boolean attachStderr,
            @JsonProperty("Tty") boolean tty,
            @JsonProperty("OpenStdin") boolean openStdin,
            @JsonProperty("StdinOnce") boolean stdinOnce) {}

    /// The program. Clients may write `Cmd` and `Entrypoint` as one string.
    public record Command(
            @JsonProperty("Env") @Nullable List<String> env,
            @JsonProperty("Cmd") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                    @Nullable List<String> cmd,
            @JsonProperty("ArgsEscaped") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    boolean argsEscaped,
            @JsonProperty("Image") @Nullable String image,
            @JsonProperty("WorkingDir") @Nullable String workingDir,
            @JsonProperty("Entrypoint")
                    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                    @Nullable List<String> entrypoint,
            @JsonProperty("Shell")
                    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                    @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable List<String> shell) {}
}
