package dev.caisson.engine;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.Limits;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.request.PortSelector;
import dev.caisson.container.request.RestartPolicy;
import dev.caisson.container.view.ChangeView;
import dev.caisson.container.view.ContainerSummary;
import dev.caisson.container.view.ContainerView;
import dev.caisson.container.view.PathView;
import dev.caisson.container.view.UsageView;
import dev.caisson.value.ContainerId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Everything one can do with containers.
public interface Containers {
    /// @param name null for a random one; with or without the slash
    /// @param platform null or empty for any
    /// @throws dev.caisson.fault.NotFound `IMAGE_NOT_FOUND`
    /// @throws dev.caisson.fault.Conflict `CONTAINER_NAME_IN_USE`
    Created create(@Nullable String name, @Nullable String platform, ContainerSpec spec);

    record Created(ContainerId id, List<String> warnings) {
        public Created {
            warnings = List.copyOf(warnings);
        }
    }

    /// Newest first.
    List<ContainerSummary> list(ListQuery query);

    /// @param limit 0 for all
    record ListQuery(boolean all, int limit, boolean size, Filters filters) {}

    ContainerView inspect(ContainerReference container, boolean size);

    /// The launch program of the container, one row a line.
    String launchProgram(ContainerReference container);

    /// @return warnings to be logged
    List<String> start(ContainerReference container);

    /// @param signal null for the container's own
    /// @param timeout null for the container's own; negative to wait for ever
    void stop(ContainerReference container, @Nullable String signal, @Nullable Duration timeout);

    void restart(ContainerReference container, @Nullable String signal, @Nullable Duration timeout);

    /// @param signal null for SIGKILL
    void kill(ContainerReference container, @Nullable String signal);

    void pause(ContainerReference container);

    void unpause(ContainerReference container);

    /// Returns as soon as the waiting is armed (answer the headers then); the future ends when the
    /// condition holds. Cancelling it ends the waiting.
    CompletableFuture<WaitResult> wait(ContainerReference container, WaitCondition condition);

    /// What to wait for.
    enum WaitCondition {
        /// It does not run; at once when it does not run now.
        NOT_RUNNING,
        /// The next end of it, also when it does not run now.
        NEXT_EXIT,
        REMOVED
    }

    /// @param error null when there is nothing to say
    record WaitResult(int statusCode, @Nullable String error) {}

    Attachment attach(ContainerReference container, AttachRequest request);

    /// @param logs what was written so far first
    /// @param stream what is written from now on
    /// @param detachKeys empty for ctrl-p,ctrl-q
    record AttachRequest(
            boolean logs,
            boolean stream,
            boolean stdin,
            boolean stdout,
            boolean stderr,
            String detachKeys) {}

    /// The log so far and, when asked for, what follows until the container ends.
    OutputSource logs(ContainerReference container, LogQuery query);

    /// Takes away what a container has written so far.
    void clearLog(ContainerReference container);

    /// @param since null for the beginning
    /// @param until null for no end
    /// @param tail lines from the end; -1 for all
    record LogQuery(
            boolean follow,
            boolean stdout,
            boolean stderr,
            @Nullable Instant since,
            @Nullable Instant until,
            int tail,
            boolean timestamps,
            boolean details) {}

    void resize(ContainerReference container, int columns, int rows);

    void rename(ContainerReference container, String newName);

    void remove(ContainerReference container, boolean force, boolean volumes, boolean link);

    Pruned prune(Filters filters);

    record Pruned(List<String> deleted, long spaceReclaimed) {
        public Pruned {
            deleted = List.copyOf(deleted);
        }
    }

    /// @param psArguments empty for `-ef`
    Processes top(ContainerReference container, String psArguments);

    record Processes(List<String> titles, List<List<String>> rows) {
        public Processes {
            titles = List.copyOf(titles);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /// What is at a path.
    PathView stat(ContainerReference container, String path);

    /// Writes a tar of what is at a path.
    void copyOut(ContainerReference container, String path, OutputStream out) throws IOException;

    /// Unpacks a tar, which may be compressed with gzip or zstd, in a directory.
    ///
    /// @param keepKind refuse to replace a directory by something else and the other way round
    /// @param owned everything gets the container's user as its owner
    void copyIn(
            ContainerReference container,
            String path,
            boolean keepKind,
            boolean owned,
            InputStream archive)
            throws IOException;

    /// What differs from the image.
    List<ChangeView> changes(ContainerReference container);

    /// Writes a tar of everything but what is mounted in it.
    void export(ContainerReference container, OutputStream out) throws IOException;

    /// What it uses now.
    UsageView usage(ContainerReference container);

    /// Publishes more ports and takes others back, while it runs or not.
    ///
    /// @param add from a port of the container, `80/tcp`, to those of the host
    /// @throws dev.caisson.fault.InvalidInput `PORT_NOT_PUBLISHED`, `PORT_INVALID`
    void republish(
            ContainerReference container,
            Map<String, List<NetworkRequest.PortBinding>> add,
            List<PortSelector> remove);

    /// @param limits 0, null and empty leave a limit as it is
    /// @param restart null to leave it
    /// @return warnings
    List<String> update(
            ContainerReference container, Limits limits, @Nullable RestartPolicy restart);
}
