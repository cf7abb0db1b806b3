package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.NetworkLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// As many networks at the same time as the pool has room for, and a container in all of them. A
/// thousand with `-Dcaisson.networks.power=10`.
@Tag("kernel")
class ManyNetworksIT {
    private static final int POWER = Integer.getInteger("caisson.networks.power", 5);
    private static final int NETWORKS = 1 << POWER;
    private static final int SIZE = 24;
    private static final int SOME = Math.min(50, NETWORKS / 2);
    private static final int BUILT_IN = 3;
    private static final int RESOLVER = 8;

    private NetworkLab lab;
    private DaemonProcess daemon;
    private ApiClient api;

    @BeforeEach
    void start() {
        lab = new NetworkLab();
        var pool = "base=10.64.0.0/" + (SIZE - POWER) + ",size=" + SIZE;
        var words = List.of("--default-address-pool", pool, "--bip=10.60.0.1/24");
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-mn0", words);
        api = daemon.api().client();
    }

    @AfterEach
    void stop() {
        try (var _ = lab) {
            daemon.close();
            assertThat(lab.host("nft", "list", "ruleset").out()).isEmpty();
            assertThat(lab.host("ip", "-br", "link").out())
                    .doesNotContain("br-", "veth", "caisson-mn0");
        }
    }

    @Test
    void all_are_made_as_fast_as_the_first_and_leave_nothing() throws IOException {
        daemon.api().load(BusyboxImage.archive(daemon.files()));
        var container = daemon.api().run("sleep", "9999");
        // It was made without a network.
        assertThat(post("/networks/none/disconnect", Map.of("Container", container))).isEmpty();
        int files = openFiles();
        var rules = lab.host("nft", "list", "ruleset").out();

        say("network created", times(NETWORKS, this::create));
        var refused = post("/networks/create", Map.of("Name", "more"));
        assertThat(refused).contains("all predefined address pools have been fully subnetted");
        say("container connected", times(NETWORKS, number -> connect(container, number)));
        assertThat(links("veth")).isEqualTo(NETWORKS);
        assertThat(networksOf(container)).isEqualTo(NETWORKS);
        say("container disconnected", times(NETWORKS, number -> disconnect(container, number)));
        say("network removed", times(NETWORKS, this::remove));

        assertThat(lab.host("ip", "-br", "link").out()).doesNotContain("br-");
        assertThat(lab.host("nft", "list", "ruleset").out()).isEqualTo(rules);
        // The container's resolver has its sockets as long as that runs.
        assertThat(openFiles()).isLessThanOrEqualTo(files + RESOLVER);
        try (Stream<Path> kept = Files.list(daemon.dataRoot().resolve("networks"))) {
            assertThat(kept).hasSize(BUILT_IN);
        }
        // All addresses are free again.
        create(0);
        remove(0);
        daemon.api().remove(container);
    }

    private void create(int number) {
        var made = api.post("/networks/create", Map.of("Name", "many" + number));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private void connect(String container, int number) {
        assertThat(post("/networks/many" + number + "/connect", Map.of("Container", container)))
                .isEmpty();
    }

    private void disconnect(String container, int number) {
        assertThat(post("/networks/many" + number + "/disconnect", Map.of("Container", container)))
                .isEmpty();
    }

    private String post(String path, Map<String, ?> body) {
        return api.post(path, body).text();
    }

    private void remove(int number) {
        var gone = api.delete("/networks/many" + number);
        assertThat(gone.status()).as(gone.text()).isEqualTo(204);
    }

    private static List<Double> times(int count, IntConsumer work) {
        var times = new ArrayList<Double>();
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            work.accept(i);
            times.add((System.nanoTime() - begin) / 1e6);
        }
        return times;
    }

    private static void say(String what, List<Double> times) {
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "%s, ms: median of the first %d %.2f, of the last %.2f",
                        what,
                        SOME,
                        median(times.subList(0, SOME)),
                        median(times.subList(times.size() - SOME, times.size()))));
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private int networksOf(String container) {
        var told = api.get("/containers/" + container + "/json");
        assertThat(told.status()).as(told.text()).isEqualTo(200);
        return told.json().at("/NetworkSettings/Networks").size();
    }

    private long links(String beginning) {
        var all = lab.host("ip", "-br", "link").out().lines();
        return all.filter(line -> line.startsWith(beginning)).count();
    }

    private int openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc", Long.toString(daemon.pid()), "fd"))) {
            return (int) files.count();
        }
    }
}
