package dev.caisson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.Directories;
import dev.caisson.system.HostTools;
import dev.caisson.system.LayeredImage;
import dev.caisson.system.RegistryProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The pull of an image with many small files from a registry on the loopback into an empty store,
/// in alternation with skopeo, which only copies the blobs, and with podman where it is installed.
///
/// The image is made here (`-Dcaisson.bench.layers`, `-Dcaisson.bench.files`), or is one of a
/// registry that runs already: `-Dcaisson.bench.image=127.0.0.1:5000/big:latest`.
@Tag("bench")
class PullIT {
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 3);
    private static final int LAYERS = Integer.getInteger("caisson.bench.layers", 7);
    private static final int FILES = Integer.getInteger("caisson.bench.files", 4000);

    @Test
    void a_pull_into_an_empty_store() throws IOException {
        var given = System.getProperty("caisson.bench.image", "");
        if (!given.isEmpty()) {
            measure(given);
            return;
        }
        try (var registry = RegistryProcess.open();
                var source = DaemonProcess.start()) {
            var name = registry.host() + "/bench/many:1";
            source.api().load(LayeredImage.archive(source.files(), name, LAYERS, FILES));
            post(source, "/images/" + name.replace("/", "%2F") + "/push");
            measure(name);
        }
    }

    private static void measure(String name) throws IOException {
        var engine = new ArrayList<Double>();
        var copies = new ArrayList<Double>();
        var podman = new ArrayList<Double>();
        long peak = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (var daemon = DaemonProcess.start()) {
                var pull = "/images/create?fromImage=" + ApiClient.escaped(name);
                engine.add(seconds(() -> post(daemon, pull)));
                peak = Math.max(peak, peak(daemon.pid()));
            }
            copies.add(
                    other(
                            "skopeo",
                            "copy",
                            "-q",
                            "--src-tls-verify=false",
                            "docker://" + name,
                            "oci:%s:x"));
            if (HostTools.find("podman").isPresent()) {
                podman.add(
                        other(
                                "podman",
                                "--root",
                                "%s",
                                "--runroot",
                                "%s-run",
                                "pull",
                                "-q",
                                "--tls-verify=false",
                                name));
            }
        }
        say("pull by the engine", engine);
        System.out.printf(Locale.ROOT, "peak memory of the daemon: %d MiB%n", peak >> 20);
        say("skopeo copy, blobs only", copies);
        if (!podman.isEmpty()) say("podman pull", podman);
    }

    /// @param words `%s` is an empty directory
    private static double other(String... words) {
        var directory = Directories.temporary();
        try {
            var command = new ArrayList<String>();
            for (var word : words) command.add(word.replace("%s", directory + "/store"));
            return seconds(
                    () -> {
                        var outcome = CommandOutcome.of(command.toArray(String[]::new));
                        assertThat(outcome.code()).as(outcome.err()).isZero();
                    });
        } finally {
            Directories.remove(directory);
        }
    }

    private static void post(DaemonProcess daemon, String path) {
        var answer = daemon.api().client().post(path, null);
        assertThat(answer.text()).doesNotContain("errorDetail");
        assertThat(answer.status()).isEqualTo(200);
    }

    private static double seconds(Runnable task) {
        long begin = System.nanoTime();
        task.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    private static long peak(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        return 0;
    }

    private static void say(String what, List<Double> seconds) {
        var sorted = seconds.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f s, median of %d, least %.2f%n",
                what,
                sorted.get(sorted.size() / 2),
                sorted.size(),
                sorted.getFirst());
    }
}
