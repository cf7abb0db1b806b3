package dev.caisson.engine;

import dev.caisson.build.BuildRequest;
import dev.caisson.build.StepRunner;
import dev.caisson.container.Container;
import dev.caisson.container.ContainerRoom;
import dev.caisson.container.Definition;
import dev.caisson.container.RunOutcome;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.DeviceRequests;
import dev.caisson.container.request.Identity;
import dev.caisson.container.request.Isolation;
import dev.caisson.container.request.Limits;
import dev.caisson.container.request.MountRequest;
import dev.caisson.container.request.MountRequests;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.fault.Faults;
import dev.caisson.image.Assembly;
import dev.caisson.stdio.ContainerLog.StreamRequest;
import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.StreamKind;
import dev.caisson.storage.ContainerTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Runs the commands of builds in containers of this engine.
final class BuildSteps implements StepRunner {
    private final ContainerRoom room;

    BuildSteps(ContainerRoom room) {
        this.room = room;
    }

    @Override
    public ContainerTree mount(List<Path> layers, Path upper, Path work) {
        return room.tree(layers, upper, work);
    }

    @Override
    public Step prepare(StepRunner.Command command) {
        var root = command.root();
        var basis =
                new Definition.Basis(
                        root.imageId(),
                        root.layers().stream().map(layer -> layer.diffId().toString()).toList(),
                        root.directories().stream().map(Path::toString).toList());
        var created = room.create(spec(command), basis);
        return new Running(room.resolve(new ContainerReference(created.id().value())));
    }

    private static ContainerSpec spec(StepRunner.Command command) {
        var plain = ContainerSpec.ofImage(command.root().imageId());
        var around = command.surroundings();
        return plain.with(identity(command))
                .with(
                        new dev.caisson.container.request.Command(
                                null,
                                command.arguments(),
                                command.environment(),
                                command.workingDirectory(),
                                command.user(),
                                null,
                                false))
                .with(limits(around.resources()))
                .with(isolation(plain.isolation(), command))
                .with(mounts(command.mounts()))
                .with(
                        new NetworkRequest(
                                plain.network().ports(),
                                new NetworkRequest.Names(
                                        List.of(), List.of(), List.of(), around.extraHosts()),
                                List.of(),
                                "",
                                false,
                                Map.of()));
    }

    private static Identity identity(StepRunner.Command command) {
        var plain = Identity.ofImage(command.root().imageId());
        return new Identity(
                plain.image(),
                command.hostname(),
                plain.domainname(),
                plain.labels(),
                plain.annotations(),
                plain.onBuild(),
                plain.containerIdFile());
    }

    private static Limits limits(BuildRequest.Resources asked) {
        return new Limits(
                new Limits.MemoryLimits(asked.memory(), asked.memorySwap(), 0, null, null, 0),
                new Limits.CpuLimits(
                        asked.cpuShares(),
                        0,
                        asked.cpuPeriod(),
                        asked.cpuQuota(),
                        0,
                        0,
                        asked.cpus(),
                        asked.memoryNodes()),
                Limits.BlockIoLimits.none(),
                null,
                asked.ulimits().stream()
                        .map(one -> new Limits.Ulimit(one.name(), one.soft(), one.hard()))
                        .toList(),
                DeviceRequests.none(),
                asked.cgroupParent());
    }

    private static Isolation isolation(Isolation plain, StepRunner.Command command) {
        var network = new Isolation.NamespaceModes(command.network(), "", "", "", "", "");
        return new Isolation(
                network,
                command.privileged() ? plain.privileges().withEverything() : plain.privileges(),
                plain.sysctls(),
                plain.oomScoreAdjust(),
                command.surroundings().resources().sharedMemory(),
                plain.init(),
                plain.runtime());
    }

    private static MountRequests mounts(List<Mount> mounts) {
        var requests = new ArrayList<MountRequest>();
        for (var mount : mounts) {
            switch (mount) {
                case Mount.Bind(var source, var target, var writable) ->
                        requests.add(
                                new MountRequest(
                                        "bind", source, target, !writable, "", null, null, null,
                                        null));
                case Mount.Memory(var target, var size) ->
                        requests.add(
                                new MountRequest(
                                        "tmpfs",
                                        "",
                                        target,
                                        false,
                                        "",
                                        null,
                                        null,
                                        new MountRequest.TmpfsOptions(size, 0, List.of()),
                                        null));
            }
        }
        var none = MountRequests.none();
        return new MountRequests(
                none.binds(),
                requests,
                none.tmpfs(),
                none.anonymousVolumes(),
                none.volumesFrom(),
                none.volumeDriver());
    }

    /// The container of one command.
    private static final class Running implements Step {
        private final Container container;
        private boolean kept;
        private boolean closed;

        Running(Container container) {
            this.container = container;
        }

        @Override
        public String containerId() {
            return container.id().value();
        }

        @Override
        public int run(Output output) throws InterruptedException {
            var streams = container.streams();
            var both = new StreamRequest(EnumSet.allOf(StreamKind.class), false);
            CompletableFuture<RunOutcome> ending = container.whenNextEnded();
            try (var reading = container.log().foreground(both, streams.end())) {
                List<String> _ = container.start();
                var _ = reading.pump(new Lines(output));
            }
            try {
                return ending.get().exitCode();
            } catch (ExecutionException failed) {
                throw Faults.unexpected(failed.getCause() == null ? failed : failed.getCause());
            }
        }

        @Override
        public Optional<Assembly.Tree> settle(Set<String> own, @Nullable Instant latest)
                throws IOException {
            return container
                    .files()
                    .settled(own, latest)
                    .map(settled -> new Assembly.Tree(settled.directory(), settled.size()));
        }

        @Override
        public void writeLayer(OutputStream out, Set<String> own, @Nullable Instant latest)
                throws IOException {
            container.files().layer(out, own, latest);
        }

        @Override
        public void keep() {
            kept = true;
        }

        @Override
        public void close() {
            if (kept || closed) return;
            closed = true;
            // Also a build that is given up cleans up, and waits for it.
            boolean interrupted = Thread.interrupted();
            try {
                container.remove(true, true);
            } finally {
                if (interrupted) Thread.currentThread().interrupt();
            }
        }
    }

    /// Hands the output on.
    private record Lines(StepRunner.Output output) implements OutputSink {
        @Override
        public void write(StreamKind stream, ByteBuffer bytes) {
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            output.write(stream == StreamKind.STDERR, copy);
        }
    }
}
