package dev.caisson.engine;

import dev.caisson.container.Container;
import dev.caisson.container.ContainerState;
import dev.caisson.container.plan.ImageMerge;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.HealthCheck;
import dev.caisson.fault.Conflict;
import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.Image;
import dev.caisson.image.ImageStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes an image of a container: its image with a layer more, and its configuration.
final class ContainerCommit {
    private final ImageStore store;

    ContainerCommit(ImageStore store) {
        this.store = store;
    }

    Image of(Container container, Images.Commit request) throws IOException {
        var definition = container.snapshot().definition();
        var base = store.resolve(definition.basis().imageId());
        var config = request.config();
        var spec =
                config == null
                        ? definition.spec()
                        : ImageMerge.merge(config, defaults(definition.spec()));
        var defaults = CommitChanges.apply(defaults(spec), request.changes());
        boolean frozen = request.pause() && freeze(container);
        try {
            var what =
                    new ImageStore.Derivation(
                            container.files()::layer,
                            defaults,
                            request.author(),
                            request.comment(),
                            String.join(" ", command(definition.spec())));
            var image = store.derive(base, what, request.name());
            var name = request.name();
            container.tell(
                    "commit",
                    Map.of(
                            "comment", request.comment(),
                            "imageID", image.id().toString(),
                            "imageRef", name == null ? "" : name.familiar()));
            return image;
        } finally {
            if (frozen) thaw(container);
        }
    }

    /// @return false where there is nothing to freeze
    private static boolean freeze(Container container) {
        if (!(container.snapshot().state() instanceof ContainerState.Running)) return false;
        try {
            container.pause();
            return true;
        } catch (Conflict endedMeanwhile) {
            return false;
        }
    }

    private static void thaw(Container container) {
        try {
            container.unpause();
        } catch (Conflict endedMeanwhile) {
            // somebody killed or thawed it, the image is made all the same
        }
    }

    private static List<String> command(ContainerSpec spec) {
        var arguments = spec.command().arguments();
        return arguments == null ? List.of() : arguments;
    }

    private static ContainerDefaults defaults(ContainerSpec spec) {
        var command = spec.command();
        return new ContainerDefaults(
                command.user(),
                command.environment(),
                new ContainerDefaults.Command(
                        command.entrypoint(), command.arguments(), command.shell(), false),
                command.workingDirectory(),
                new TreeSet<>(spec.network().ports().exposed()),
                new TreeSet<>(spec.mounts().anonymousVolumes()),
                spec.identity().labels(),
                new ContainerDefaults.Lifecycle(
                        spec.lifecycle().stopSignal(),
                        health(spec.lifecycle().health()),
                        List.of()));
    }

    private static ContainerDefaults.@Nullable Healthcheck health(@Nullable HealthCheck check) {
        if (check == null) return null;
        return new ContainerDefaults.Healthcheck(
                check.test(),
                check.interval(),
                check.timeout(),
                check.startPeriod(),
                check.startInterval(),
                check.retries());
    }
}
