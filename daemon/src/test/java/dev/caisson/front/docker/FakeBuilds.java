package dev.caisson.front.docker;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildRequest;
import dev.caisson.build.BuildResult;
import dev.caisson.build.ContextSource;
import dev.caisson.build.RecipeView;
import dev.caisson.engine.Builds;
import dev.caisson.engine.Filters;
import dev.caisson.image.registry.Credentials;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Builds nothing, and remembers what was asked.
final class FakeBuilds implements Builds {
    @Nullable BuildRequest asked;

    @Override
    public BuildResult build(
            BuildRequest request,
            ContextSource source,
            Function<String, Credentials> credentials,
            BuildEvent.Listener listener) {
        asked = request;
        listener.on(new BuildEvent.Begun(1, 1, new BuildEvent.Stage(0, ""), "FROM scratch"));
        return new BuildResult.StepFailure("nothing is built here", 3, List.of());
    }

    @Override
    public RecipeView look(BuildRequest request, ContextSource source) {
        throw new UnsupportedOperationException("nothing is looked at here");
    }

    @Override
    public List<Cached> cached(Filters filters) {
        return List.of();
    }

    @Override
    public Pruned prune(Prune which) {
        return new Pruned(List.of(), 0);
    }
}
