package dev.caisson.build.plan;

import dev.caisson.dockerfile.Stage;
import dev.caisson.image.Platform;
import java.util.Set;

/// A stage and what it stands on.
///
/// @param needs stages that must be done before it ends
public record PlannedStage(Stage stage, Base base, Platform platform, Set<Integer> needs) {
    public PlannedStage {
        needs = Set.copyOf(needs);
    }

    public int index() {
        return stage.index();
    }

    /// Empty when it has none.
    public String name() {
        var name = stage.from().name();
        return name == null ? "" : name;
    }
}
