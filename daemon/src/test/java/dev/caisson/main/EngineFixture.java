package dev.caisson.main;

import dev.caisson.cgroup.CgroupHost;
import dev.caisson.container.request.Command;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.engine.Containers;
import dev.caisson.engine.Containers.LogQuery;
import dev.caisson.engine.Containers.WaitCondition;
import dev.caisson.engine.Execs;
import dev.caisson.engine.Images;
import dev.caisson.fault.NotFound;
import dev.caisson.image.ImageStore.LoadProgress;
import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.StreamKind;
import dev.caisson.value.ContainerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// A whole engine without a front end, in directories and a control group of its own.
final class EngineFixture implements AutoCloseable {
    private final Path directory;
    private final String cgroupParent;
    private Composition rooms;

    EngineFixture() {
        try {
            directory = Files.createTempDirectory("caisson-engine-");
            Files.createDirectories(directory.resolve("data"));
            Files.createDirectories(directory.resolve("run"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        cgroupParent = "caisson-test-" + Long.toHexString(RandomGenerator.getDefault().nextLong());
        rooms = open();
        try (var archive = BusyboxArchive.open()) {
            images().load(archive, null, LoadProgress.none());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Composition open() {
        var options =
                OptionReader.join(
                        CommandLineArguments.parse(
                                        "--data-root",
                                        data().toString(),
                                        "--exec-root",
                                        directory.resolve("run").toString(),
                                        "--bridge",
                                        "none",
                                        "--cgroup-parent",
                                        cgroupParent)
                                .values(),
                        Map.of());
        var opened = new Composition(options, syscalls -> ImageRooms.open(data(), 3, syscalls));
        opened.room().restore().join();
        var _ = opened.room().boot();
        return opened;
    }

    /// As if the daemon had been killed and started again.
    ///
    /// @param meanwhile what happens while no daemon is there
    void restart(Runnable meanwhile) {
        rooms.close();
        meanwhile.run();
        rooms = open();
    }

    Path data() {
        return directory.resolve("data");
    }

    Composition rooms() {
        return rooms;
    }

    String cgroupParent() {
        return cgroupParent;
    }

    Containers containers() {
        return rooms.containers();
    }

    Execs execs() {
        return rooms.execs();
    }

    Images images() {
        return rooms.images();
    }

    // ---- short ways

    static ContainerSpec spec(String... command) {
        return ContainerSpec.ofImage(BusyboxArchive.NAME)
                .with(new Command(null, List.of(command), List.of(), "", "", null, false));
    }

    static ContainerSpec shell(String script) {
        return spec("sh", "-c", script);
    }

    static ContainerReference reference(ContainerId id) {
        return new ContainerReference(id.value());
    }

    ContainerReference create(ContainerSpec spec) {
        return reference(containers().create(null, null, spec).id());
    }

    ContainerReference start(ContainerSpec spec) {
        var reference = create(spec);
        containers().start(reference);
        return reference;
    }

    int waitFor(ContainerReference container) {
        try {
            return containers()
                    .wait(container, WaitCondition.NOT_RUNNING)
                    .get(90, TimeUnit.SECONDS)
                    .statusCode();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /// Runs it to its end and gives its output.
    String output(ContainerSpec spec) {
        var container = start(spec);
        waitFor(container);
        return logs(container);
    }

    String logs(ContainerReference container) {
        var query = new LogQuery(false, true, true, null, null, -1, false, false);
        try (var source = containers().logs(container, query)) {
            var sink = new Collected();
            source.pump(sink);
            return sink.text();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// Control groups of containers that are there, in every hierarchy.
    List<Path> cgroups() {
        var found = new ArrayList<Path>();
        for (var root : hierarchies()) {
            var parent = root.resolve(cgroupParent);
            if (!Files.isDirectory(parent)) continue;
            try (var children = Files.list(parent)) {
                children.filter(Files::isDirectory).forEach(found::add);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return found;
    }

    private List<Path> hierarchies() {
        return switch (rooms.cgroups().host()) {
            case CgroupHost.V1 v1 -> new ArrayList<>(v1.controllers().values());
            case CgroupHost.V2 v2 -> List.of(v2.root());
        };
    }

    @Override
    public void close() {
        for (var container : rooms.room().all()) {
            try {
                container.remove(true, true);
            } catch (NotFound removedMeanwhile) {
                // with --rm
            }
        }
        rooms.close();
        try {
            for (var root : hierarchies()) Files.deleteIfExists(root.resolve(cgroupParent));
            delete(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /// Output as text.
    static final class Collected implements OutputSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(StreamKind stream, ByteBuffer piece) {
            var copy = new byte[piece.remaining()];
            piece.get(copy);
            bytes.writeBytes(copy);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
