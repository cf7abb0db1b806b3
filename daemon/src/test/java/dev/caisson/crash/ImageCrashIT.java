package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.LayeredImage;
import dev.caisson.system.RegistryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The daemon is killed at random moments of a pull and of a load: an image is there whole or not
/// at all, and what was complete is not fetched again.
@Tag("foreign")
@Timeout(1200)
class ImageCrashIT {
    private static final int KILLS = Integer.getInteger("caisson.crash.kills", 20);
    private static final long SEED = Long.getLong("caisson.crash.seed", System.nanoTime());
    private static final int LAYERS = 6;
    private static final int FILES = 300;

    private final Random random = new Random(SEED);

    @Test
    void a_pull_killed_at_any_moment_leaves_nothing_partial_and_is_taken_up() throws Exception {
        System.out.println("seed of the moments: -Dcaisson.crash.seed=" + SEED);
        try (var registry = RegistryProcess.open();
                var daemon = DaemonProcess.start()) {
            var name = registry.host() + "/crash/app:1";
            daemon.api().load(LayeredImage.archive(daemon.files(), name, LAYERS, FILES));
            succeeds(daemon, "/images/" + escaped(name) + "/push");
            remove(daemon, name);
            var pull = "/images/create?fromImage=" + ApiClient.escaped(name);
            var whole = timed(() -> succeeds(daemon, pull));

            for (int round = 0; round < KILLS; round++) {
                remove(daemon, name);
                killDuring(daemon, whole, () -> daemon.api().client().post(pull, null));

                var complete = blobs(daemon);
                boolean wasDone = isThere(daemon, name);
                assertSound(daemon, wasDone);
                int logged = registry.log().length();
                succeeds(daemon, pull);

                var asked = registry.log().substring(logged);
                for (var blob : complete) {
                    assertThat(asked).as("round %d", round).doesNotContain("blobs/sha256:" + blob);
                }
                assertThat(isThere(daemon, name)).isTrue();
                assertSound(daemon, true);
            }
            remove(daemon, name);
        }
    }

    @Test
    void a_load_killed_at_any_moment_leaves_nothing_partial() throws Exception {
        System.out.println("seed of the moments: -Dcaisson.crash.seed=" + SEED);
        try (var daemon = DaemonProcess.start()) {
            var name = "crash:1";
            var archive = LayeredImage.archive(daemon.files(), name, LAYERS, FILES);
            var whole = timed(() -> daemon.api().load(archive));

            for (int round = 0; round < KILLS; round++) {
                remove(daemon, name);
                killDuring(
                        daemon,
                        whole,
                        () -> daemon.api().client().upload("/images/load?quiet=1", archive));

                boolean wasDone = isThere(daemon, name);
                assertSound(daemon, wasDone);
                // Without an image there is nothing of it: only the one the engine carries.
                if (!wasDone) assertThat(blobs(daemon)).as("round %d", round).hasSize(3);
                daemon.api().load(archive);
                assertSound(daemon, true);
            }
        }
    }

    private void killDuring(DaemonProcess daemon, Duration whole, Runnable operation)
            throws InterruptedException {
        var moment = Duration.ofNanos(random.nextLong(whole.toNanos()));
        var begun =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                operation.run();
                            } catch (UncheckedIOException | AssertionError killed) {
                                // The answer of a daemon that is killed is none.
                            }
                        });
        var never = new CountDownLatch(1);
        boolean _ = never.await(moment.toNanos(), TimeUnit.NANOSECONDS);
        daemon.crash();
        begun.join();
        daemon.restart();
    }

    private static Duration timed(Runnable operation) {
        long begin = System.nanoTime();
        operation.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void succeeds(DaemonProcess daemon, String post) {
        var answer = daemon.api().client().post(post, null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).doesNotContain("errorDetail");
    }

    private static String escaped(String name) {
        return name.replace("/", "%2F");
    }

    private static boolean isThere(DaemonProcess daemon, String name) {
        var answer = daemon.api().client().get("/images/" + escaped(name) + "/json");
        return answer.status() == 200;
    }

    private static void remove(DaemonProcess daemon, String name) {
        var answer = daemon.api().client().delete("/images/" + escaped(name));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static void assertSound(DaemonProcess daemon, boolean isThere) {
        var images = daemon.api().client().get("/images/json").json();
        assertThat(images).hasSize(isThere ? 2 : 1);
        assertThat(daemon.api().client().post("/system/check", null).json()).isEmpty();
    }

    private static Set<String> blobs(DaemonProcess daemon) throws IOException {
        Path directory = daemon.dataRoot().resolve("images/blobs/sha256");
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
