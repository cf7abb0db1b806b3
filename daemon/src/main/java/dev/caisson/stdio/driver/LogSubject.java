package dev.caisson.stdio.driver;

import dev.caisson.value.ContainerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What drivers tell about the container.
///
/// @param imageId `sha256:…`
/// @param imageName as it was written at the creation
/// @param environment `NAME=value`
public record LogSubject(
        ContainerId id,
        String name,
        String imageId,
        String imageName,
        List<String> command,
        Instant created,
        Map<String, String> labels,
        List<String> environment) {
    public LogSubject {
        command = List.copyOf(command);
        labels = Map.copyOf(labels);
        environment = List.copyOf(environment);
    }
}
