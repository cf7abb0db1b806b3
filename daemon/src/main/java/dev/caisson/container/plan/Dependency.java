package dev.caisson.container.plan;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Another container that has to be in some state first.
///
/// Written in two labels: compose's, `service:condition:restart` with commas between, where the
/// services belong to the container's own project; and the engine's, which `--depends-on` sets,
/// `NAME[:started|healthy|completed]`.
///
/// @param name of a container, or of a service when `project` is given
/// @param project of compose; empty for a name
public record Dependency(String name, String project, Condition condition) {
    /// What `--depends-on` sets.
    public static final String LABEL = "dev.caisson.depends-on";

    private static final String COMPOSE = "com.docker.compose.depends_on";
    private static final String PROJECT = "com.docker.compose.project";
    private static final String SERVICE = "com.docker.compose.service";
    private static final int MOST = 256;

    /// What it has to have done.
    public enum Condition {
        STARTED,
        HEALTHY,
        /// Ended with exit code 0.
        COMPLETED
    }

    /// Those of a container, in the order written.
    ///
    /// @throws InvalidInput `LABEL_INVALID` for an engine's label nobody can understand; compose's
    ///     own is taken as far as it can be
    public static List<Dependency> of(Map<String, String> labels) {
        var found = new ArrayList<Dependency>();
        var project = labels.getOrDefault(PROJECT, "");
        for (var entry : entries(labels.get(COMPOSE))) {
            var words = entry.split(":", -1);
            var condition =
                    switch (words.length > 1 ? words[1] : "") {
                        case "service_healthy" -> Condition.HEALTHY;
                        case "service_completed_successfully" -> Condition.COMPLETED;
                        default -> Condition.STARTED;
                    };
            if (!project.isEmpty()) found.add(new Dependency(words[0], project, condition));
        }
        found.addAll(explicit(labels));
        return found;
    }

    /// Those of `--depends-on`.
    public static List<Dependency> explicit(Map<String, String> labels) {
        var found = new ArrayList<Dependency>();
        for (var entry : entries(labels.get(LABEL))) {
            int colon = entry.lastIndexOf(':');
            var name = colon < 0 ? entry : entry.substring(0, colon);
            var condition =
                    switch (colon < 0 ? "started" : entry.substring(colon + 1)) {
                        case "started" -> Condition.STARTED;
                        case "healthy" -> Condition.HEALTHY;
                        case "completed" -> Condition.COMPLETED;
                        default -> throw invalid(entry);
                    };
            if (name.isEmpty()) throw invalid(entry);
            found.add(new Dependency(name, "", condition));
        }
        return found;
    }

    /// Whether a container with these names and labels is meant.
    public boolean means(String container, Map<String, String> labels) {
        return project.isEmpty()
                ? name.equals(container)
                : project.equals(labels.get(PROJECT)) && name.equals(labels.get(SERVICE));
    }

    private static List<String> entries(@org.jspecify.annotations.Nullable String label) {
        if (label == null || label.isBlank()) return List.of();
        return List.of(label.split(",", -1)).stream()
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .limit(MOST)
                .toList();
    }

    private static InvalidInput invalid(String entry) {
        return new InvalidInput(
                FaultCode.LABEL_INVALID,
                LABEL,
                entry,
                "NAME, NAME:started, NAME:healthy or NAME:completed");
    }
}
