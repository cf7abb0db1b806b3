package dev.caisson.main;

import dev.caisson.cgroup.CgroupHost;
import dev.caisson.cgroup.Cgroups;
import dev.caisson.container.ContainerRoom;
import dev.caisson.container.HostFacts;
import dev.caisson.container.plan.DaemonDefaults;
import dev.caisson.container.plan.NamespaceDefaults;
import dev.caisson.engine.BuildUseCases;
import dev.caisson.engine.Builds;
import dev.caisson.engine.ContainerUseCases;
import dev.caisson.engine.Containers;
import dev.caisson.engine.ExecUseCases;
import dev.caisson.engine.Execs;
import dev.caisson.engine.GarbageCollection;
import dev.caisson.engine.Hosting;
import dev.caisson.engine.HostingUseCases;
import dev.caisson.engine.ImageUseCases;
import dev.caisson.engine.Images;
import dev.caisson.engine.NetworkUseCases;
import dev.caisson.engine.Networks;
import dev.caisson.engine.SecretUseCases;
import dev.caisson.engine.Secrets;
import dev.caisson.engine.Upkeep;
import dev.caisson.engine.UpkeepUseCases;
import dev.caisson.engine.VolumeUseCases;
import dev.caisson.engine.Volumes;
import dev.caisson.event.EventBus;
import dev.caisson.event.LedgerEventBus;
import dev.caisson.image.ImageStore;
import dev.caisson.image.registry.Registries;
import dev.caisson.launch.LaunchRunner;
import dev.caisson.net.NetworkSettings;
import dev.caisson.spec.LogLayout;
import dev.caisson.stdio.Streams;
import dev.caisson.storage.DiskAccount;
import dev.caisson.sys.Inotify;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Scheduler;
import dev.caisson.value.Undo;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/// Every room of one daemon, made by plain `new`, from the kernel upward; the front ends come on
/// top of it.
final class Composition implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final EventBus events;
    private final Cgroups cgroups;
    private final ImageStore images;
    private final Registries registries;
    private final ContainerRoom room;
    private final dev.caisson.net.Networks networks;
    private final Path dataRoot;
    private final DiskAccount disk;
    private final GarbageCollection garbage;
    private final Builds builds;
    private final InstantSource clock = InstantSource.system();

    /// @param images opens the store
    Composition(DaemonOptions options, Function<Syscalls, ImageStore> images) {
        try (var undo = new Undo()) {
            undo.add((Undo.Step) this::close);
            var syscalls = Syscalls.real();
            var poller = part(new Poller(syscalls, "poller"));
            var inotify = part(new Inotify(syscalls, poller));
            var ledger = part(LedgerEventBus.open(options.dataRoot().resolve("events"), clock));
            events = ledger;
            cgroups = Cgroups.ofHost(syscalls);
            this.images = part(images.apply(syscalls));
            registries =
                    part(new Registries(options.images().registries(), Scheduler.real(), clock));
            var launcher = part(new LaunchRunner(syscalls));
            var streams = new Streams(syscalls, poller, inotify, clock);
            networks =
                    part(
                            new dev.caisson.net.Networks(
                                    syscalls, poller, settings(options), events, clock));
            var receiver = new EventReceiver();
            var fifo =
                    part(
                            new ExitEvents(
                                    syscalls,
                                    poller,
                                    options.execRoot().resolve("events"),
                                    receiver));
            room =
                    part(
                            new ContainerRoom(
                                    new ContainerRoom.Rooms(
                                            syscalls,
                                            poller,
                                            launcher,
                                            cgroups,
                                            networks,
                                            new CompiledFilters(),
                                            streams,
                                            events,
                                            this.images),
                                    containerSettings(options, cgroups.host(), fifo.path()),
                                    Scheduler.real(),
                                    clock));
            receiver.goTo(room::onExit);
            dataRoot = options.dataRoot();
            disk = new DiskAccount(syscalls);
            garbage =
                    part(
                            GarbageCollection.of(
                                    this.images,
                                    room,
                                    dataRoot,
                                    options.images().garbage(),
                                    Scheduler.real()));
            builds =
                    BuildRooms.open(
                            options,
                            syscalls,
                            new BuildUseCases.Rooms(this.images, registries, room, events),
                            clock);
            undo.commit(this);
        }
    }

    ContainerRoom room() {
        return room;
    }

    EventBus events() {
        return events;
    }

    Cgroups cgroups() {
        return cgroups;
    }

    ImageStore imageStore() {
        return images;
    }

    Containers containers() {
        return new ContainerUseCases(room, images, events, clock);
    }

    Volumes volumes() {
        return new VolumeUseCases(room, registries, dataRoot.resolve("tmp"), events);
    }

    Secrets secrets() {
        return new SecretUseCases(room);
    }

    Execs execs() {
        return new ExecUseCases(room);
    }

    Images images() {
        return new ImageUseCases(images, registries, room, events);
    }

    Upkeep upkeep() {
        return new UpkeepUseCases(images, registries, room, disk, dataRoot);
    }

    Builds builds() {
        return builds;
    }

    /// To be begun when every container is known.
    GarbageCollection garbage() {
        return garbage;
    }

    Hosting hosting() {
        return new HostingUseCases(images, room, images(), events, clock);
    }

    Networks networks() {
        return new NetworkUseCases(networks, room, clock);
    }

    private static NetworkSettings settings(DaemonOptions options) {
        var asked = options.networks();
        return new NetworkSettings(
                options.dataRoot(),
                options.execRoot(),
                asked.bridge(),
                asked.pools(),
                asked.host(),
                asked.options());
    }

    private static ContainerRoom.Settings containerSettings(
            DaemonOptions options, CgroupHost host, Path fifo) {
        var containers = options.containers();
        var cgroup = containers.cgroupMode();
        return new ContainerRoom.Settings(
                options.dataRoot(),
                fifo,
                new DaemonDefaults(
                        containers.init(),
                        containers.noNewPrivileges(),
                        containers.ulimits(),
                        containers.cgroupParent(),
                        containers.shmBytes(),
                        new NamespaceDefaults(
                                containers.ipcMode(),
                                cgroup,
                                host instanceof CgroupHost.V1 ? "host" : cgroup),
                        LogLayout.defaults(),
                        containers.log(),
                        options.networks().containers(),
                        containers.cdi().enabled()),
                HostFacts.read());
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    /// Gives up everything in reverse order. Containers go on.
    @Override
    public void close() {
        try (var undo = new Undo()) {
            // pushed in the order of making, so that the last made is closed first
            parts.descendingIterator().forEachRemaining(undo::add);
            parts.clear();
        }
    }
}
