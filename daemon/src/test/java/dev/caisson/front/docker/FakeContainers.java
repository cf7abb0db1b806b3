package dev.caisson.front.docker;

import dev.caisson.cgroup.CgroupStats;
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
import dev.caisson.container.view.StateView;
import dev.caisson.container.view.UsageView;
import dev.caisson.engine.Attachment;
import dev.caisson.engine.Containers;
import dev.caisson.engine.Filters;
import dev.caisson.engine.OutputSource;
import dev.caisson.fault.Conflict;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.NotModified;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Containers that only exist.
final class FakeContainers implements Containers {
    final Map<String, ContainerView> all = new LinkedHashMap<>();
    final List<String> calls = new ArrayList<>();
    final CompletableFuture<WaitResult> ended = new CompletableFuture<>();
    @Nullable FakeAttachment attached;
    boolean tty;
    @Nullable CgroupStats usage;
    @Nullable RuntimeException bug;

    @Override
    public Created create(@Nullable String name, @Nullable String platform, ContainerSpec spec) {
        if (spec.identity().image().startsWith("nope")) {
            throw new NotFound(FaultCode.IMAGE_NOT_FOUND, spec.identity().image());
        }
        var called = ContainerName.of(name == null ? "some_name" : name);
        var old = all.get(called.value());
        if (old != null) {
            throw new Conflict(FaultCode.CONTAINER_NAME_IN_USE, called.value(), old.id());
        }
        var id = ContainerId.random();
        all.put(called.value(), FakeEngine.view(id, called, spec));
        return new Created(id, List.of());
    }

    @Override
    public List<ContainerSummary> list(ListQuery query) {
        calls.add("list " + query);
        return all.values().stream()
                .map(view -> new ContainerSummary(view, "sh", "Created", List.of()))
                .toList();
    }

    @Override
    public ContainerView inspect(ContainerReference container, boolean size) {
        if (bug != null) throw bug;
        var view = all.get(container.written());
        if (view == null) throw new NotFound(FaultCode.CONTAINER_NOT_FOUND, container);
        return view;
    }

    @Override
    public String launchProgram(ContainerReference container) {
        var _ = inspect(container, false);
        return "row 1\n";
    }

    @Override
    public List<String> start(ContainerReference container) {
        var view = inspect(container, false);
        if (view.state().running()) {
            throw new NotModified(FaultCode.CONTAINER_ALREADY_RUNNING, view.id());
        }
        all.put(
                view.name().value(),
                FakeEngine.view(view.id(), view.name(), view.spec(), StateView.Status.RUNNING));
        return List.of();
    }

    @Override
    public void stop(
            ContainerReference container, @Nullable String signal, @Nullable Duration timeout) {
        var view = inspect(container, false);
        calls.add("stop " + signal + " " + timeout);
        if (!view.state().running()) {
            throw new NotModified(FaultCode.CONTAINER_ALREADY_STOPPED, view.id());
        }
    }

    @Override
    public void restart(
            ContainerReference container, @Nullable String signal, @Nullable Duration timeout) {
        var _ = inspect(container, false);
    }

    @Override
    public void kill(ContainerReference container, @Nullable String signal) {
        var view = inspect(container, false);
        throw new Conflict(FaultCode.CONTAINER_KILL_NOT_RUNNING, container, view.id());
    }

    @Override
    public void pause(ContainerReference container) {
        var view = inspect(container, false);
        throw new Conflict(FaultCode.CONTAINER_NOT_RUNNING, view.id());
    }

    @Override
    public void unpause(ContainerReference container) {
        var _ = inspect(container, false);
    }

    @Override
    public CompletableFuture<WaitResult> wait(
            ContainerReference container, WaitCondition condition) {
        var _ = inspect(container, false);
        return ended;
    }

    @Override
    public Attachment attach(ContainerReference container, AttachRequest request) {
        var _ = inspect(container, false);
        var attachment = new FakeAttachment(tty);
        attached = attachment;
        return attachment;
    }

    @Override
    public void clearLog(ContainerReference container) {
        var _ = inspect(container, false);
        calls.add("clearLog");
    }

    @Override
    public OutputSource logs(ContainerReference container, LogQuery query) {
        var _ = inspect(container, false);
        calls.add("logs " + query);
        var source = new FakeAttachment(tty);
        attached = source;
        var _ = source.write(java.nio.ByteBuffer.wrap(new byte[] {'h', 'i', '\n'}));
        if (!query.follow()) source.closeInput();
        return source;
    }

    @Override
    public void resize(ContainerReference container, int columns, int rows) {
        var _ = inspect(container, false);
        calls.add("resize " + columns + "x" + rows);
    }

    @Override
    public void rename(ContainerReference container, String newName) {
        var _ = inspect(container, false);
        var _ = ContainerName.of(newName);
    }

    @Override
    public void remove(ContainerReference container, boolean force, boolean volumes, boolean link) {
        var _ = inspect(container, false);
        all.remove(container.written());
    }

    @Override
    public Pruned prune(Filters filters) {
        return new Pruned(List.of(), 0);
    }

    @Override
    public Processes top(ContainerReference container, String psArguments) {
        return new Processes(List.of("PID"), List.of(List.of("1")));
    }

    @Override
    public PathView stat(ContainerReference container, String path) {
        var _ = inspect(container, false);
        return new PathView("hosts", 7, 0100644, Instant.EPOCH, "");
    }

    @Override
    public void copyOut(ContainerReference container, String path, OutputStream out)
            throws IOException {
        out.write(new byte[] {'t', 'a', 'r'});
    }

    @Override
    public void copyIn(
            ContainerReference container,
            String path,
            boolean keepKind,
            boolean owned,
            InputStream archive)
            throws IOException {
        var _ = inspect(container, false);
        calls.add("copyIn " + path + " " + keepKind + " " + owned);
        var _ = archive.readAllBytes();
    }

    @Override
    public List<ChangeView> changes(ContainerReference container) {
        var _ = inspect(container, false);
        return List.of(new ChangeView("/a", 1));
    }

    @Override
    public void export(ContainerReference container, OutputStream out) throws IOException {
        var _ = inspect(container, false);
        out.write(new byte[] {'t', 'a', 'r'});
    }

    @Override
    public UsageView usage(ContainerReference container) {
        var view = inspect(container, false);
        return new UsageView(view.id(), view.name().value(), Instant.EPOCH, usage, List.of());
    }

    @Override
    public void republish(
            ContainerReference container,
            Map<String, List<NetworkRequest.PortBinding>> add,
            List<PortSelector> remove) {
        var _ = inspect(container, false);
        calls.add("republish " + add + " " + remove);
    }

    @Override
    public List<String> update(
            ContainerReference container, Limits limits, @Nullable RestartPolicy restart) {
        var _ = inspect(container, false);
        calls.add("update " + limits.memory().limit() + " " + restart);
        return List.of();
    }
}
