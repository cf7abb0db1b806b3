package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of `POST /containers/{id}/ports`, beyond the Docker API: ports of a container that are
/// published and taken back while it runs.
///
/// @param add as PortBindings of a container's creation
/// @param remove `[[IP:]HOST:]CONTAINER` or the host's port alone, each with `/PROTOCOL`
public record UpdatePorts(
        @JsonProperty("PublishAdd") @Nullable Map<String, @Nullable List<PortBinding>> add,
        @JsonProperty("PublishRemove") @Nullable List<String> remove) {}
