package dev.caisson.build;

import java.util.Map;

/// Where a build finds what others have cached, or leaves what it has: buildx's `--cache-from` and
/// `--cache-to`.
///
/// @param type `local`, `registry`, `inline`, or `image` for an image that may be here
/// @param options by their names there; beside them what the fronts say of a local one:
///     [#SENT] or [#RESULT]
public record CacheOption(String type, Map<String, String> options) {
    /// The name among [ContextSource.Parts] under which an OCI layout was sent.
    public static final String SENT = "caisson.sent";

    /// The number of the result in which the client wants to get an OCI layout.
    public static final String RESULT = "caisson.result";

    public CacheOption {
        options = Map.copyOf(options);
    }

    /// Empty when it is not there.
    public String option(String name) {
        return options.getOrDefault(name, "");
    }
}
