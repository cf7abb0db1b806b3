package dev.caisson.front.docker;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildResult;
import dev.caisson.front.buildkit.PostedBuild;
import dev.caisson.wire.BuildTraceLine;
import dev.caisson.wire.ProgressMessage;
import java.util.ArrayList;
import java.util.List;

/// A build as BuildKit tells it to clients of `POST /build?version=2`. Source: moby
/// builder/builder-next and api/server/backend/build (behaviour).
final class BuildTrace implements BuildStory {
    private final PostedBuild build;
    private final boolean quiet;

    /// @param quiet say only what the image is called
    BuildTrace(PostedBuild build, boolean quiet) {
        this.build = build;
        this.quiet = quiet;
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }

    @Override
    public List<BuildTraceLine> of(BuildEvent event) throws InterruptedException {
        return lines(build.trace(event));
    }

    private List<BuildTraceLine> lines(byte[] trace) {
        return quiet || trace.length == 0 ? List.of() : List.of(BuildTraceLine.of(trace));
    }

    @Override
    public List<ProgressMessage> kept() {
        return List.of();
    }

    @Override
    public List<?> end(BuildResult.Built built) throws InterruptedException {
        var id = built.image().id().toString();
        if (quiet) return List.of(ProgressMessage.text(id + "\n"));
        var lines = new ArrayList<Object>(lines(build.trace(built)));
        var aux = new ProgressMessage.Aux(id, null, null, 0, null);
        lines.add(new ProgressMessage(null, null, null, "moby.image.id", null, null, aux));
        return lines;
    }

    @Override
    public ProgressMessage failed(BuildResult.StepFailure failure) {
        return BuildStory.error(0, PostedBuild.text(failure));
    }
}
