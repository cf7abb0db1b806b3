package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.plan.PlannedStage;
import dev.caisson.dockerfile.Word;
import dev.caisson.image.Platform;
import dev.caisson.image.StoredLayer;
import java.io.IOException;
import java.util.List;

/// What an instruction can name: the variables at this point, and other stages.
///
/// @param escape of the Dockerfile
record StageScope(PlannedStage stage, Scope scope, Sources sources, char escape, Work work) {
    String expand(Word word) {
        return word.expand(scope);
    }

    /// With the arguments before the first FROM, as FROM itself has them.
    String expandGlobal(Word word) {
        return word.expand(work.arguments()::inGlobalScope);
    }

    String expandText(String text) {
        return Word.expandText(text, escape, scope);
    }

    List<StoredLayer> layers(String name, Platform platform, BuildEvent.Listener listener)
            throws IOException, InterruptedException {
        return sources.layers(name, stage.index(), platform, listener);
    }
}
