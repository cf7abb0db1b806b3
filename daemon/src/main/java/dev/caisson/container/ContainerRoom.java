package dev.caisson.container;

import dev.caisson.cgroup.CgroupPath;
import dev.caisson.cgroup.Cgroups;
import dev.caisson.container.Counters.Kind;
import dev.caisson.container.plan.DaemonDefaults;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.secret.SecretShelf;
import dev.caisson.container.view.CountersView;
import dev.caisson.container.volume.VolumeMounts;
import dev.caisson.container.volume.Volumes;
import dev.caisson.event.EventBus;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Platform;
import dev.caisson.launch.Launcher;
import dev.caisson.net.Networks;
import dev.caisson.spec.ExitEvent;
import dev.caisson.stdio.Streams;
import dev.caisson.stdio.driver.LogDestinations;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.ProjectQuotas;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.ContainerName;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All containers of this daemon: the entrance of the room.
public final class ContainerRoom implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRoom.class);

    /// Younger than this a directory may be of a container that is being made.
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Services services;
    private final ContainerIndex index;
    private final DemandKeeper keeper;
    private final NameRegistry names;
    private final Creator creator;
    private final Crew crew;
    private final SyncBatch syncs;

    /// The rooms below, as the composition root made them.
    public record Rooms(
            Syscalls syscalls,
            Poller poller,
            Launcher launcher,
            Cgroups cgroups,
            Networks networks,
            SeccompFilters seccomp,
            Streams streams,
            EventBus events,
            ImageStore images) {}

    /// Where things are and what the configuration says.
    ///
    /// @param eventFifo where holders tell of ends
    public record Settings(
            Path dataRoot, Path eventFifo, DaemonDefaults defaults, HostFacts facts) {}

    public ContainerRoom(Rooms rooms, Settings settings, Scheduler scheduler, InstantSource clock) {
        var paths = new ContainerPaths(made(settings.dataRoot().resolve("containers")));
        var quotas = new ProjectQuotas(rooms.syscalls());
        var volumes = new Volumes(made(settings.dataRoot().resolve("volumes")), quotas, clock);
        var secrets =
                new SecretShelf(
                        settings.dataRoot().resolve("secrets"),
                        Objects.requireNonNullElse(System.getenv("CREDENTIALS_DIRECTORY"), ""),
                        clock);
        syncs = new SyncBatch(scheduler);
        services =
                new Services(
                        new Services.Kernel(
                                rooms.syscalls(),
                                rooms.poller(),
                                rooms.launcher(),
                                rooms.cgroups(),
                                rooms.networks(),
                                rooms.seccomp()),
                        new Services.Disk(
                                paths,
                                new ContainerStore(paths, syncs),
                                volumes,
                                new VolumeMounts(rooms.syscalls(), volumes),
                                new TreeDisposal(quotas),
                                secrets,
                                new UserFiles(new OverlayFiles(rooms.syscalls()))),
                        rooms.streams(),
                        rooms.events(),
                        scheduler,
                        clock,
                        new LogDestinations(
                                rooms.syscalls(),
                                settings.facts().hostname(),
                                LogDestinations.JOURNAL),
                        new Services.Settings(
                                settings.defaults(), settings.facts(), settings.eventFifo()));
        names = new NameRegistry(new SecureRandom());
        index = new ContainerIndex(names);
        var events = new ContainerEvents(rooms.events(), rooms.networks());
        var devices = new HostDevices(rooms.syscalls());
        var planner = new LaunchPlanner(services, index, devices);
        crew =
                new Crew(
                        services,
                        new Starter(services, planner),
                        new StartOrder(index),
                        new Counters(),
                        new Finisher(services),
                        new Remover(services, index, names, events),
                        events,
                        planner,
                        new ContainerFiles(services));
        creator = new Creator(crew, index, names, rooms.images(), devices);
        keeper = new DemandKeeper(crew, index);
        rooms.networks().set(keeper);
    }

    /// Reads what is on disk and takes over what runs. To be called once, before anything else,
    /// when the event FIFO is open.
    ///
    /// @return completes when every container was looked at
    public CompletableFuture<Void> restore() {
        var known = new HashSet<>(services.disk().store().ids());
        services.kernel().networks().restore(known);
        sweep();
        var restored = new ArrayList<ContainerActor>();
        for (var id : services.disk().store().ids()) {
            try {
                restored.add(known(services.disk().store().load(id)));
            } catch (Fault unreadable) {
                LOG.error(
                        "id={} cannot be read and is left alone: {}",
                        id.shortForm(),
                        unreadable.text());
            }
        }
        return CompletableFuture.allOf(
                        restored.stream()
                                .map(
                                        actor ->
                                                actor.restore()
                                                        .exceptionally(
                                                                failure -> failed(actor, failure)))
                                .toArray(CompletableFuture[]::new))
                .thenRun(() -> restored.forEach(keeper::begin))
                .thenRunAsync(this::tidyVolumes, Blocking.executor());
    }

    private void tidyVolumes() {
        services.disk().volumeMounts().sweep();
        crew.remover().deletions().delete(services.disk().volumes().leftovers());
    }

    /// What was counted since the start of the daemon.
    public CountersView counters() {
        return crew.counters().view();
    }

    /// Starts what shall run, in order. To be called when everything was restored.
    ///
    /// @return completes when every container was started, or given up
    public CompletableFuture<Void> boot() {
        return crew.order().boot();
    }

    /// Stops everything for the end of the host, in the reverse order of the start, each container
    /// with its own timeout. What a policy starts at boot is started then.
    public void shutdown() {
        crew.order().shutdown(actor -> new Container(crew, actor).stopForLater());
    }

    /// @throws dev.caisson.fault.NotFound `CONTAINER_NOT_FOUND`
    /// @throws dev.caisson.fault.InvalidInput `CONTAINER_PREFIX_AMBIGUOUS`
    public Container resolve(ContainerReference reference) {
        return new Container(crew, index.resolve(reference));
    }

    public Collection<Container> all() {
        return index.all().stream().map(actor -> new Container(crew, actor)).toList();
    }

    public VolumeShelf volumes() {
        return new VolumeShelf(services, index, crew.remover().deletions());
    }

    public Secrets secrets() {
        return new Secrets(services.disk().secrets(), index);
    }

    public VolumeCopies volumeCopies() {
        return new VolumeCopies(services, index, crew.remover().deletions());
    }

    /// Directories among the containers' that are no container's, and not just becoming or ceasing
    /// to be one.
    public List<Path> unknown() {
        crew.remover().deletions().await();
        return services.disk().store().leftovers().stream().filter(this::isForgotten).toList();
    }

    private boolean isForgotten(Path leftover) {
        var id = ContainerStore.idOf(leftover);
        if (id.isPresent()) {
            var log = services.disk().paths().log(id.get());
            if (!services.streams().unread(log).isDone()) return false;
            if (index.find(id.get()).isPresent()) return false;
        }
        try {
            var changed = Files.getLastModifiedTime(leftover).toInstant();
            return Duration.between(changed, services.clock().instant()).compareTo(YOUNG) > 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /// Removes one of [#unknown].
    ///
    /// @return false when it cannot be removed
    public boolean removeUnknown(Path directory) {
        try {
            Blocking.run(() -> services.disk().disposal().delete(directory));
            return true;
        } catch (Fault stays) {
            LOG.warn("path={} cannot be removed, ignoring: {}", directory, stays.text());
            return false;
        }
    }

    /// The container an exec session belongs to.
    public Optional<Container> ofExec(String execId) {
        return index.all().stream()
                .filter(actor -> actor.execs().find(execId).isPresent())
                .findFirst()
                .map(actor -> new Container(crew, actor));
    }

    /// @param name null for a random one
    public Creator.Created create(
            @Nullable ContainerName name, @Nullable Platform platform, ContainerSpec spec) {
        return crew.counters().measure(Kind.CREATE, () -> creator.create(name, platform, spec));
    }

    /// Makes a container of layers that may be no image yet; nothing is taken from an image.
    ///
    /// @param basis kept from being removed by the caller until this returns
    public Creator.Created create(ContainerSpec spec, Definition.Basis basis) {
        return crew.counters().measure(Kind.CREATE, () -> creator.create(null, spec, basis));
    }

    /// Layers with a place for changes on top, as files; unmounted when it is closed.
    ///
    /// @param layers unpacked, the topmost first
    /// @param upper takes the changes
    /// @param work beside it, empty
    public ContainerTree tree(List<Path> layers, Path upper, Path work) {
        return crew.files().over(layers, upper, work);
    }

    /// What a holder wrote into the event FIFO.
    public void onExit(ExitEvent event) {
        var actor = index.find(event.container());
        if (actor.isEmpty()) return;
        var exec = event.execId();
        if (exec == null) actor.get().ended();
        else actor.get().execs().ended(actor.get().snapshot(), exec);
    }

    /// Writes what is not yet durable, and ends what was begun. Containers go on.
    @Override
    public void close() {
        index.all().forEach(actor -> actor.logs().close());
        crew.remover().deletions().await();
        syncs.flush();
    }

    private ContainerActor known(ContainerStore.Loaded loaded) {
        var definition = loaded.container().definition();
        var name = loaded.container().name();
        names.reserve(name, definition.id());
        var state =
                loaded.state()
                        .map(StoredState::state)
                        .orElseGet(() -> new ContainerState.Created(null));
        var history = loaded.state().map(StoredState::history).orElse(Snapshot.History.NEW);
        var actor = new ContainerActor(crew, new Snapshot(definition, name, state, history));
        index.add(actor);
        return actor;
    }

    /// Takes away what was half-made or half-removed: control groups first, then files. Only those
    /// of this data root: another daemon may have the same parent of control groups.
    private void sweep() {
        var asked = services.settings().defaults().cgroupParent();
        var parent = asked.isEmpty() ? CgroupPath.standard() : CgroupPath.parse(asked);
        for (var leftover : services.disk().store().leftovers()) {
            try {
                var id = ContainerStore.idOf(leftover);
                if (id.isPresent()) {
                    var cgroup = services.kernel().cgroups().open(parent.child(id.get()));
                    cgroup.kill();
                    cgroup.remove();
                }
                services.disk().disposal().delete(leftover);
            } catch (Fault failure) {
                LOG.warn(
                        "path={} cannot be swept, trying again at the next start: {}",
                        leftover,
                        failure.text());
            }
        }
    }

    private static @Nullable Void failed(ContainerActor actor, Throwable failure) {
        LOG.error(
                "id={} cannot be restored; inspect it and start or remove it",
                actor.id().shortForm(),
                failure);
        return null;
    }

    private static Path made(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                Files.setPosixFilePermissions(
                        directory, PosixFilePermissions.fromString("rwx--x---"));
            }
            return directory;
        } catch (IOException failure) {
            throw new Internal(
                    failure, FaultCode.CONTAINER_STORE_BROKEN, directory, String.valueOf(failure));
        }
    }
}
