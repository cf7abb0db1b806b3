package dev.caisson.front.docker;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.view.ContainerView;
import dev.caisson.container.view.StateView;
import dev.caisson.engine.Daemon;
import dev.caisson.event.Event;
import dev.caisson.event.EventBus;
import dev.caisson.event.EventFilter;
import dev.caisson.event.EventSubscription;
import dev.caisson.event.EventType;
import dev.caisson.front.registry.RegistryListeners;
import dev.caisson.image.registry.RegistrySettings;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// An engine that remembers what it is told and runs nothing.
final class FakeEngine {
    final FakeContainers containers = new FakeContainers();
    final FakeExecs execs = new FakeExecs();
    final FakeImages images = new FakeImages();
    final FakeNetworks networks = new FakeNetworks();
    final FakeVolumes volumes = new FakeVolumes();
    final FakeEvents events = new FakeEvents();

    Engine engine() {
        return new Engine(
                containers,
                execs,
                images,
                new FakeBuilds(),
                networks,
                volumes,
                new FakeSecrets(),
                new FakeDaemon(events),
                new FakeUpkeep(),
                new RegistryListeners(new FakeHosting()));
    }

    static ContainerView view(ContainerId id, ContainerName name, ContainerSpec spec) {
        return view(id, name, spec, StateView.Status.CREATED);
    }

    static ContainerView view(
            ContainerId id, ContainerName name, ContainerSpec spec, StateView.Status status) {
        return new ContainerView(
                id,
                name,
                Instant.parse("2026-01-02T03:04:05.678900Z"),
                spec,
                new StateView(status, 0, 0, "", false, null, null, null, List.of()),
                "sh",
                List.of(),
                "sha256:" + "1".repeat(64),
                0,
                new ContainerView.Files("", "", "", "", List.of(), "", ""),
                List.of(),
                List.of(),
                List.of(),
                null,
                ContainerView.NetworkPlace.NONE);
    }

    private record FakeDaemon(EventBus bus) implements Daemon {
        @Override
        public void shutdown() {}

        @Override
        public Metrics metrics() {
            return new Metrics(new dev.caisson.container.view.CountersView(List.of(), 0, 0), 0, 0);
        }

        @Override
        public EventSubscription events(
                EventFilter filter, @Nullable Instant since, @Nullable Instant until) {
            return bus.subscribe(filter, since, until);
        }

        @Override
        public DaemonVersion version() {
            return new DaemonVersion(
                    "0.1.0", "1.51", "1.24", "abc", "25", "linux", "amd64", "6.18", "2026-01-01");
        }

        @Override
        public DaemonInfo info() {
            return new DaemonInfo(
                    "id",
                    new Counts(1, 1, 0, 0, 1),
                    new Host(
                            "host",
                            "Debian",
                            "12",
                            "6.18",
                            "x86_64",
                            2,
                            1 << 30,
                            Instant.EPOCH,
                            10,
                            20,
                            true),
                    new Cgroups("2", "cgroupfs", Map.of("MemoryLimit", true)),
                    new Paths("/var/lib/caisson", "/run/caisson"),
                    new Settings(
                            false,
                            "local",
                            List.of(),
                            List.of("/etc/cdi"),
                            true,
                            RegistrySettings.defaults()),
                    List.of("name=seccomp,profile=builtin"),
                    List.of());
        }
    }

    /// Delivers what is published to every subscriber.
    static final class FakeEvents implements EventBus {
        @Override
        public int subscribers() {
            return 0;
        }

        private final AtomicLong sequence = new AtomicLong();
        volatile boolean closed;
        final BlockingQueue<Optional<EventSubscription.Delivery>> queue =
                new LinkedBlockingQueue<>();

        @Override
        public Event publish(
                EventType type, String action, String actorId, Map<String, String> attributes) {
            var event =
                    new Event(
                            sequence.incrementAndGet(),
                            Instant.ofEpochSecond(1_700_000_000, 5),
                            type,
                            action,
                            actorId,
                            attributes);
            queue.add(Optional.of(new EventSubscription.Delivery.Happened(event)));
            return event;
        }

        @Override
        public long lastSequence() {
            return sequence.get();
        }

        @Override
        public EventSubscription subscribe(
                EventFilter filter, @Nullable Instant since, @Nullable Instant until) {
            return new EventSubscription() {
                @Override
                public Optional<Delivery> next() throws InterruptedException {
                    return queue.take();
                }

                @Override
                public Optional<Instant> until() {
                    return Optional.ofNullable(until);
                }

                @Override
                public void close() {
                    closed = true;
                    queue.add(Optional.empty());
                }
            };
        }
    }
}
