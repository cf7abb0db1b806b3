package dev.caisson.engine;

import dev.caisson.container.Container;
import dev.caisson.container.ContainerRoom;
import dev.caisson.container.ProcessTable;
import dev.caisson.container.RunOutcome;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.Limits;
import dev.caisson.container.request.Link;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.request.PortSelector;
import dev.caisson.container.request.RestartPolicy;
import dev.caisson.container.view.ChangeView;
import dev.caisson.container.view.ContainerSummary;
import dev.caisson.container.view.ContainerView;
import dev.caisson.container.view.PathView;
import dev.caisson.container.view.UsageView;
import dev.caisson.event.EventBus;
import dev.caisson.event.EventType;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unsupported;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Platform;
import dev.caisson.stdio.OutputReading;
import dev.caisson.stdio.StreamKind;
import dev.caisson.value.ContainerName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What one can do with containers, carried out by the container room.
public final class ContainerUseCases implements Containers {
    private final ContainerRoom room;
    private final ContainerFilters filters;
    private final EventBus events;
    private final InstantSource clock;

    public ContainerUseCases(
            ContainerRoom room, ImageStore images, EventBus events, InstantSource clock) {
        this.room = room;
        this.events = events;
        this.clock = clock;
        filters = new ContainerFilters(room, images);
    }

    @Override
    public Created create(@Nullable String name, @Nullable String platform, ContainerSpec spec) {
        var parsed = name == null || name.isEmpty() ? null : ContainerName.of(name);
        var wanted = platform == null ? null : Platform.parse(platform);
        var created = room.create(parsed, wanted, spec);
        return new Created(created.id(), created.warnings());
    }

    @Override
    public List<ContainerSummary> list(ListQuery query) {
        var now = clock.instant();
        var aliases = aliases();
        return filters.choose(query).stream()
                .map(
                        view ->
                                new ContainerSummary(
                                        view,
                                        StatusText.command(view),
                                        StatusText.of(view, now),
                                        aliases.getOrDefault(view.name().value(), List.of())))
                .toList();
    }

    /// By name, what others call a container that are linked to it.
    private Map<String, List<String>> aliases() {
        var aliases = new HashMap<String, List<String>>();
        for (var container : room.all()) {
            var owner = container.snapshot();
            for (var written : owner.definition().spec().network().links()) {
                var link = Link.parse(written);
                aliases.computeIfAbsent(link.target(), _ -> new ArrayList<>())
                        .add("/" + owner.name() + "/" + link.alias());
            }
        }
        return aliases;
    }

    @Override
    public ContainerView inspect(ContainerReference container, boolean size) {
        return room.resolve(container).view(size);
    }

    @Override
    public String launchProgram(ContainerReference container) {
        return room.resolve(container).launchProgram();
    }

    @Override
    public List<String> start(ContainerReference container) {
        return room.resolve(container).start();
    }

    @Override
    public void stop(
            ContainerReference container, @Nullable String signal, @Nullable Duration timeout) {
        room.resolve(container).stop(signal, timeout);
    }

    @Override
    public void restart(
            ContainerReference container, @Nullable String signal, @Nullable Duration timeout) {
        room.resolve(container).restart(signal, timeout);
    }

    @Override
    public void kill(ContainerReference container, @Nullable String signal) {
        room.resolve(container).kill(signal);
    }

    @Override
    public void pause(ContainerReference container) {
        room.resolve(container).pause();
    }

    @Override
    public void unpause(ContainerReference container) {
        room.resolve(container).unpause();
    }

    @Override
    public CompletableFuture<WaitResult> wait(
            ContainerReference container, WaitCondition condition) {
        var found = room.resolve(container);
        var outcome =
                switch (condition) {
                    case NOT_RUNNING -> found.whenNotRunning();
                    case NEXT_EXIT -> found.whenNextEnded();
                    case REMOVED -> found.whenRemoved();
                };
        return outcome.thenApply(ContainerUseCases::result);
    }

    private static WaitResult result(RunOutcome outcome) {
        var failure = outcome.failure();
        return new WaitResult(
                outcome.exitCode(),
                failure == null ? null : failure.code().message(failure.arguments().toArray()));
    }

    @Override
    public Attachment attach(ContainerReference container, AttachRequest request) {
        return ContainerAttachment.open(room.resolve(container), request);
    }

    @Override
    public void clearLog(ContainerReference container) {
        room.resolve(container).log().clear();
    }

    @Override
    public OutputSource logs(ContainerReference container, LogQuery query) {
        var found = room.resolve(container);
        if (!query.stdout() && !query.stderr()) {
            throw new InvalidInput(FaultCode.LOG_STREAM_MISSING);
        }
        if (!found.logDriver().readable()) throw new Unsupported(FaultCode.LOG_NOT_READABLE);
        var spec = found.snapshot().definition().spec();
        var streams = EnumSet.noneOf(StreamKind.class);
        if (query.stdout()) streams.add(StreamKind.STDOUT);
        if (query.stderr()) streams.add(StreamKind.STDERR);
        var lines =
                new dev.caisson.stdio.LogQuery(
                        streams,
                        query.tail(),
                        query.since(),
                        query.until(),
                        query.timestamps(),
                        query.details() ? found.logDetails() : null);
        var client = found.streams();
        boolean follow = query.follow() && client.running();
        OutputReading reading =
                follow ? found.log().follow(lines, client.end()) : found.log().lines(lines);
        return new ReadOnlySource(reading, spec.streams().tty());
    }

    @Override
    public void resize(ContainerReference container, int columns, int rows) {
        room.resolve(container).resize(columns, rows);
    }

    @Override
    public void rename(ContainerReference container, String newName) {
        var found = room.resolve(container);
        if (newName.isEmpty()) throw new InvalidInput(FaultCode.CONTAINER_NAME_EMPTY);
        found.rename(ContainerName.of(newName));
    }

    @Override
    public void remove(ContainerReference container, boolean force, boolean volumes, boolean link) {
        if (link) {
            removeLink(container.written());
            return;
        }
        room.resolve(container).remove(force, volumes);
    }

    private void removeLink(String written) {
        int slash = written.lastIndexOf('/');
        var owner = slash < 0 ? "" : written.substring(0, slash);
        if (owner.isEmpty()) throw Faults.of(FaultCode.LINK_NOT_FOUND, written);
        room.resolve(new ContainerReference(owner)).removeLink(written.substring(slash + 1));
    }

    @Override
    public Pruned prune(Filters asked) {
        var deleted = new ArrayList<String>();
        long reclaimed = 0;
        for (var container : filters.prunable(asked, clock.instant())) {
            var size = container.view(true).size();
            try {
                container.remove(false, false);
            } catch (NotFound | dev.caisson.fault.Conflict meanwhile) {
                continue; // somebody removed or started it
            }
            deleted.add(container.id().value());
            if (size != null) reclaimed += size.writable();
        }
        events.publish(
                EventType.CONTAINER, "prune", "", Map.of("reclaimed", Long.toString(reclaimed)));
        return new Pruned(deleted, reclaimed);
    }

    @Override
    public Processes top(ContainerReference container, String psArguments) {
        Container found = room.resolve(container);
        var table = ProcessTable.of(found.processes(), psArguments);
        found.tell("top", Map.of());
        return new Processes(table.titles(), table.rows());
    }

    @Override
    public PathView stat(ContainerReference container, String path) {
        var files = room.resolve(container).files();
        try {
            return files.stat(path);
        } catch (NotFound missing) {
            throw named(missing, container);
        }
    }

    @Override
    public void copyOut(ContainerReference container, String path, OutputStream out)
            throws IOException {
        var files = room.resolve(container).files();
        try {
            files.read(path, out);
        } catch (NotFound missing) {
            throw named(missing, container);
        }
    }

    @Override
    public void copyIn(
            ContainerReference container,
            String path,
            boolean keepKind,
            boolean owned,
            InputStream archive)
            throws IOException {
        var files = room.resolve(container).files();
        try {
            files.write(path, keepKind, owned, archive);
        } catch (NotFound missing) {
            throw named(missing, container);
        }
    }

    /// A missing path is told with the container as the client called it, as dockerd does.
    private static NotFound named(NotFound missing, ContainerReference container) {
        return missing.code() == FaultCode.ARCHIVE_PATH_MISSING
                ? new NotFound(
                        FaultCode.ARCHIVE_PATH_MISSING, missing.arguments().getFirst(), container)
                : missing;
    }

    @Override
    public List<ChangeView> changes(ContainerReference container) {
        return room.resolve(container).files().changes();
    }

    @Override
    public void export(ContainerReference container, OutputStream out) throws IOException {
        room.resolve(container).files().export(out);
    }

    @Override
    public UsageView usage(ContainerReference container) {
        return room.resolve(container).usage();
    }

    @Override
    public void republish(
            ContainerReference container,
            Map<String, List<NetworkRequest.PortBinding>> add,
            List<PortSelector> remove) {
        room.resolve(container).republish(add, remove);
    }

    @Override
    public List<String> update(
            ContainerReference container, Limits limits, @Nullable RestartPolicy restart) {
        return room.resolve(container).update(limits, restart);
    }
}
