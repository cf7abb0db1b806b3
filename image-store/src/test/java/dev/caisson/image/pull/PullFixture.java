package dev.caisson.image.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.fault.Fault;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageUse;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.PathLayerTrees;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.InsecureRegistry;
import dev.caisson.image.registry.Mirror;
import dev.caisson.image.registry.ProxyRules;
import dev.caisson.image.registry.Registries;
import dev.caisson.image.registry.RegistrySettings;
import dev.caisson.image.registry.RetryRules;
import dev.caisson.image.store.LayoutImageStore;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A store, a registry that does what it is told, and pulls from one to the other.
@Timeout(120)
abstract class PullFixture {
    static final ImageUse NOBODY = ImageUse.none();

    final byte[] lower = new Tars().file("a", noise(200_000)).bytes();
    final byte[] upper = new Tars().file("b", "B").bytes();

    @TempDir Path directory;
    FakeRegistry registry;
    PathLayerTrees trees;
    LayoutImageStore store;
    Registries registries;

    @BeforeEach
    void open() throws IOException {
        registry = new FakeRegistry();
        trees = new PathLayerTrees(directory.resolve("layers"));
        store = reopened();
        registries = registries(List.of());
    }

    @AfterEach
    void close() {
        registries.close();
        store.close();
        registry.close();
    }

    LayoutImageStore reopened() throws IOException {
        return LayoutImageStore.open(
                directory.resolve("images"), trees, LayerLimits.defaults(), Clock.systemUTC());
    }

    static Registries registries(List<Mirror> mirrors) {
        return registries(mirrors, List.of(), ProxyRules.none());
    }

    static Registries registries(
            List<Mirror> mirrors, List<InsecureRegistry> insecure, ProxyRules proxies) {
        var quick =
                new RetryRules(
                        3,
                        Duration.ofMillis(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(200),
                        1024);
        var settings = new RegistrySettings(insecure, mirrors, List.of(), proxies, quick);
        return new Registries(settings, Scheduler.real(), InstantSource.system());
    }

    static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    Pulled pull(String name) {
        return pull(name, Credentials.NONE);
    }

    Pulled pull(String name, Credentials credentials) {
        try {
            return new Puller(registries, store, NOBODY)
                    .pull(reference(name), null, credentials, PullProgress.none());
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    ImageReference reference(String name) {
        return ImageReference.parse(registry.host() + "/" + name);
    }

    Fault refused(String name) {
        var fault = catchThrowableOfType(Fault.class, () -> pull(name));
        assertThat(fault).isNotNull();
        assertThat(store.list(ImageFilters.all())).isEmpty();
        return fault;
    }

    void assertNothingIsLeft() throws IOException {
        assertThat(trees.all()).isEmpty();
        for (var part :
                List.of(
                        "images/blobs/sha256",
                        "images/partial",
                        "images/ingest",
                        "images/pulls",
                        "layers")) {
            try (Stream<Path> files = Files.list(directory.resolve(part))) {
                assertThat(files).as(part).isEmpty();
            }
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
