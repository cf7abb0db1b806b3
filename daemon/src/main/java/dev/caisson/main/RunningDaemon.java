package dev.caisson.main;

import dev.caisson.engine.Daemon;
import dev.caisson.engine.DaemonUseCases;
import dev.caisson.front.docker.DockerApi;
import dev.caisson.front.docker.Engine;
import dev.caisson.front.http.HttpServer;
import dev.caisson.front.http.UnixSocket;
import dev.caisson.front.metrics.MetricsService;
import dev.caisson.front.registry.RegistryListeners;
import dev.caisson.stdio.driver.LogDrivers;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Undo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A daemon that answers. Closing it stops answering, and stops containers only when asked to.
final class RunningDaemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningDaemon.class);

    private final DaemonOptions options;
    private final DataRootLock lock;
    private final Composition rooms;
    private final RegistryListeners registries;
    private final List<HttpServer> servers;
    private boolean closed;

    private RunningDaemon(
            DaemonOptions options,
            DataRootLock lock,
            Composition rooms,
            RegistryListeners registries,
            List<HttpServer> servers) {
        this.options = options;
        this.lock = lock;
        this.rooms = rooms;
        this.registries = registries;
        this.servers = servers;
    }

    /// Returns when the sockets are bound and every container is known.
    static RunningDaemon start(DaemonOptions options) throws IOException {
        long begin = System.nanoTime();
        try (var undo = new Undo()) {
            directory(options.dataRoot(), "rwx--x---");
            directory(options.execRoot(), "rwx--x--x");
            var lock = undo.add(DataRootLock.take(options.dataRoot()));
            var rooms =
                    undo.add(
                            new Composition(
                                    options,
                                    syscalls ->
                                            ImageRooms.open(
                                                    options.dataRoot(),
                                                    options.images().downloads(),
                                                    syscalls)));
            ImageRooms.addHello(rooms.imageStore());
            rooms.room().restore().join();
            var _ = rooms.room().boot();
            rooms.garbage().begin();
            var registries = undo.add(new RegistryListeners(rooms.hosting()));
            var servers = servers(options, rooms, registries, undo);
            writePid(options);
            LOG.info(
                    "ready sockets={} data-root={} containers={} after={}ms",
                    options.sockets(),
                    options.dataRoot(),
                    rooms.room().all().size(),
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());
            return undo.commit(new RunningDaemon(options, lock, rooms, registries, servers));
        }
    }

    private static List<HttpServer> servers(
            DaemonOptions options, Composition rooms, RegistryListeners registries, Undo undo) {
        var daemon =
                new DaemonUseCases(
                        rooms.room(),
                        rooms.imageStore(),
                        CgroupReport.of(rooms.cgroups()),
                        rooms.events(),
                        facts(options));
        var api =
                new DockerApi(
                        new Engine(
                                rooms.containers(),
                                rooms.execs(),
                                rooms.images(),
                                rooms.builds(),
                                rooms.networks(),
                                rooms.volumes(),
                                rooms.secrets(),
                                daemon,
                                rooms.upkeep(),
                                registries),
                        BuildFacts.VERSION);
        var servers = new ArrayList<HttpServer>();
        var syscalls = Syscalls.real();
        for (var path : options.sockets()) {
            servers.add(undo.add(HttpServer.open(socket(options, path), api, syscalls::siocoutq)));
        }
        var metrics = options.metrics();
        if (metrics != null) {
            servers.add(undo.add(HttpServer.open(metrics, new MetricsService(daemon))));
        }
        return servers;
    }

    private static UnixSocket socket(DaemonOptions options, Path path) {
        var group = options.group();
        return group == null ? UnixSocket.at(path) : new UnixSocket(path, List.of(group));
    }

    private static DaemonUseCases.Facts facts(DaemonOptions options) {
        return new DaemonUseCases.Facts(
                BuildFacts.VERSION,
                BuildFacts.API_VERSION,
                BuildFacts.LEAST_API_VERSION,
                new Daemon.Paths(options.dataRoot().toString(), options.execRoot().toString()),
                new Daemon.Settings(
                        options.logLevel() == DaemonOptions.LogLevel.DEBUG,
                        logDriver(options),
                        options.containers().labels(),
                        options.containers().cdi().directories(),
                        options.containers().cgroupMode().equals("private"),
                        options.images().registries()));
    }

    private static String logDriver(DaemonOptions options) {
        var driver = options.containers().log().driver();
        return driver.isEmpty() ? LogDrivers.STANDARD : driver;
    }

    private static void directory(Path path, String mode) throws IOException {
        if (Files.isDirectory(path)) return;
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void writePid(DaemonOptions options) throws IOException {
        var file = options.pidFile();
        if (file != null) Files.writeString(file, ProcessHandle.current().pid() + "\n");
    }

    /// Idempotent.
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        try (var undo = new Undo()) {
            undo.add(lock);
            undo.add((Undo.Step) this::removePid);
            undo.add(rooms);
            if (options.stopContainers()) undo.add((Undo.Step) rooms.room()::shutdown);
            undo.add(registries);
            servers.forEach(undo::add);
        }
        LOG.info("ended data-root={}", options.dataRoot());
    }

    private void removePid() {
        var file = options.pidFile();
        if (file == null) return;
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            LOG.warn("cannot remove path={}, ignoring", file, failure);
        }
    }
}
