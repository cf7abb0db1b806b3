package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildRequest;
import dev.caisson.build.BuildResult;
import dev.caisson.build.context.BuildContext;
import dev.caisson.build.plan.Arguments;
import dev.caisson.build.plan.BuildPlan;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.image.Assembly;
import dev.caisson.image.Platform;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// One build from a parsed Dockerfile to an image.
public final class Build {
    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final BuildRequest request;
    private final Toolbox tools;
    private final BuildEvent.Listener listener;

    public Build(BuildRequest request, Toolbox tools, BuildEvent.Listener listener) {
        this.request = request;
        this.tools = tools;
        this.listener = listener;
    }

    /// @param epoch `SOURCE_DATE_EPOCH`; null when it is not set
    public BuildResult run(
            Dockerfile dockerfile, BuildContext context, Assembly assembly, @Nullable Instant epoch)
            throws InterruptedException {
        var host = Platform.host();
        var arguments = new Arguments(request.recipe(), host);
        var plan = BuildPlan.of(dockerfile, request.recipe(), arguments, host);
        var turns = new Semaphore(AT_ONCE, true);
        var work = new Work(request, tools, assembly, context, arguments, epoch, turns);
        char escape = dockerfile.directives().escape();
        var state = new Solver(work, plan, escape, listener).solve();
        var unused = arguments.unused();
        if (!unused.isEmpty()) {
            listener.on(
                    new BuildEvent.Note(
                            "[Warning] One or more build-args "
                                    + GoText.plain(unused)
                                    + " were not consumed\n"));
        }
        var labels = request.recipe().labels();
        var labelled =
                labels.isEmpty() ? state : state.with(Metadata.labels(state.config(), labels));
        var image = assembly.commit(labelled.image(epoch), labelled.layers(), request.names());
        tools.images().made(image, request.names());
        return new BuildResult.Built(image, request.names());
    }
}
