package dev.caisson.build;

import java.util.List;

/// What a Dockerfile says, for who wants to know and not to build.
///
/// @param file its name
/// @param target what would be built
/// @param parameters of the target and before the first FROM
@SuppressWarnings("ArrayRecordComponent") // nobody changes it
public record RecipeView(
        String file,
        byte[] text,
        List<BuildEvent.Warned> warnings,
        List<Target> targets,
        Target target,
        List<Parameter> parameters,
        List<Need> secrets,
        List<Need> agents) {
    public RecipeView {
        warnings = List.copyOf(warnings);
        targets = List.copyOf(targets);
        parameters = List.copyOf(parameters);
        secrets = List.copyOf(secrets);
        agents = List.copyOf(agents);
    }

    /// A stage.
    ///
    /// @param name empty when it has none
    /// @param usual what is built when none is named
    /// @param description of the comment above it; empty for none
    /// @param base as written
    public record Target(
            String name, boolean usual, String description, String base, int first, int last) {}

    /// An argument.
    ///
    /// @param value that it would have; empty for none
    public record Parameter(String name, String description, String value, int first, int last) {}

    /// What a mount asks for.
    public record Need(String id, boolean required, int first, int last) {}
}
