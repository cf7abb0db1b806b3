package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.NetworkLab;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What goes wrong around networks: what is said, what goes on, and that nothing is left behind.
@Tag("foreign")
class NetworkFaultsIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final int NETWORKS = Integer.getInteger("caisson.networks", 80);
    private static final int BUILT_IN = 3;
    private static final int KILLS = Integer.getInteger("caisson.crash.kills", 8);
    private static final int AT_ONCE = Math.min(80, NETWORKS);

    private NetworkLab lab;
    private DaemonProcess daemon;
    private DockerCli docker;

    @BeforeEach
    void start() {
        lab = new NetworkLab();
        var few = List.of("--default-address-pool", "base=10.77.0.0/24,size=26");
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-nf0", few);
        docker = DockerCli.docker(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterEach
    void stop() {
        try (var _ = lab) {
            for (var id : docker.ok("ps", "-aq").lines().toList()) docker.ok("rm", "-f", id);
            docker.ok("network", "prune", "-f");
            daemon.close();
            // The kernel takes its time to take a namespace away.
            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(lab.host("ip", "-br", "link").out())
                                            .doesNotContain("br-", "veth", "ready", "caisson-nf0"));
            assertThat(lab.host("nft", "list", "ruleset").out()).isEmpty();
        }
    }

    private void run(String name, String... words) {
        var line = new ArrayList<>(List.of("run", "-d", "--name", name));
        line.addAll(List.of(words));
        line.addAll(List.of(IMAGE, "sleep", "9999"));
        docker.ok(line.toArray(String[]::new));
    }

    private boolean reaches(String from, String to) {
        return docker.run("exec", from, "ping", "-c", "1", "-W", "5", to).code() == 0;
    }

    private long ends(String bridge) {
        return lab.host("ip", "-br", "link", "show", "master", bridge)
                .out()
                .lines()
                .filter(line -> line.startsWith("veth"))
                .count();
    }

    private List<String> links(String beginning) {
        return lab.host("ip", "-br", "link")
                .out()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .toList();
    }

    @Test
    void a_bridge_that_somebody_deleted_comes_back_with_all_that_were_in_it() {
        docker.ok("network", "create", "-o", "com.docker.network.bridge.name=br-mine", "mine");
        run("one", "--network", "mine");
        run("two", "--network", "mine");
        assertThat(reaches("one", "two")).isTrue();

        lab.host("ip", "link", "delete", "br-mine");
        Awaitility.await().until(() -> ends("br-mine") == 2);
        assertThat(reaches("one", "two")).isTrue();
        run("three", "--network", "mine");
        assertThat(reaches("three", "one")).isTrue();
        daemon.crash();
        lab.host("ip", "link", "delete", "br-mine");
        assertThat(reaches("one", "two")).isFalse();
        daemon.restart();

        assertThat(reaches("one", "two")).isTrue();
        assertThat(daemon.log()).contains("device=br-mine of network=mine was deleted");
        for (var name : List.of("one", "two", "three")) docker.ok("rm", "-f", name);
        docker.ok("network", "rm", "mine");
    }

    @Test
    void a_device_of_somebody_else_is_not_taken_over() {
        lab.host("ip", "link", "add", "br-other", "type", "bridge");

        var refused =
                docker.run(
                        "network", "create", "-o", "com.docker.network.bridge.name=br-other", "n");

        assertThat(refused.err()).contains("device br-other is there and belongs to somebody else");
        assertThat(docker.ok("network", "ls", "-q", "-f", "type=custom")).isEmpty();
        assertThat(links("br-other")).hasSize(1);
        lab.host("ip", "link", "delete", "br-other");
    }

    @Test
    void pools_that_are_used_up_say_so_and_are_free_again_later() {
        for (var name : List.of("n1", "n2", "n3")) docker.ok("network", "create", name);

        var fourth = docker.run("network", "create", "n4");

        assertThat(fourth.err()).contains("all predefined address pools have been fully subnetted");
        docker.ok("network", "rm", "n2");
        docker.ok("network", "create", "n4");
    }

    /// A thousand with `-Dcaisson.networks=1000`.
    @Test
    void many_networks_leave_nothing() throws IOException {
        run("other");
        int files = openFiles();
        var rules = lab.host("nft", "list", "ruleset").out();
        long begin = System.nanoTime();

        for (int i = 0; i < NETWORKS; i++) {
            var subnet = Map.of("Subnet", "10." + (80 + i / 250) + "." + i % 250 + ".0/24");
            var ipam = Map.of("Config", List.of(subnet));
            var body = Map.of("Name", "many" + i, "IPAM", ipam);
            var made = daemon.api().client().post("/networks/create", body);
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            if (i >= AT_ONCE) remove(i - AT_ONCE);
        }
        assertThat(links("br-")).hasSize(AT_ONCE);
        for (int i = NETWORKS - AT_ONCE; i < NETWORKS; i++) remove(i);

        long each = (System.nanoTime() - begin) / 1_000 / NETWORKS;
        System.out.println(NETWORKS + " networks, microseconds each: " + each);
        assertThat(links("br-")).isEmpty();
        assertThat(lab.host("nft", "list", "ruleset").out()).isEqualTo(rules);
        // Namespaces made ahead may come in between; a leak is one of each network.
        assertThat(openFiles()).isLessThan(files + NETWORKS / 2);
        try (var kept = Files.list(daemon.dataRoot().resolve("networks"))) {
            assertThat(kept).hasSize(BUILT_IN);
        }
    }

    private void remove(int number) {
        assertThat(daemon.api().client().delete("/networks/many" + number).status()).isEqualTo(204);
    }

    private int openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc", Long.toString(daemon.pid()), "fd"))) {
            return (int) files.count();
        }
    }

    @Test
    void a_daemon_killed_while_it_connects_leaves_whole_ends_or_none() {
        docker.ok("network", "create", "extra");
        run("stays");
        for (int round = 0; round < KILLS; round++) {
            var connect =
                    CompletableFuture.supplyAsync(
                            () -> docker.run("network", "connect", "extra", "stays"));
            crashAfter(15L * round);
            connect.join();
            daemon.restart();

            var format = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";
            var addresses = docker.ok("inspect", "-f", format, "stays").strip().split(" ").length;
            assertThat(links("veth")).as("round " + round).hasSize(addresses);
            assertThat(docker.ok("exec", "stays", "ls", "/sys/class/net").lines())
                    .hasSize(addresses + 1);
            if (addresses == 1) docker.ok("network", "connect", "extra", "stays");
            assertThat(links("veth")).hasSize(2);
            docker.ok("network", "disconnect", "extra", "stays");
            assertThat(links("veth")).hasSize(1);
        }
        assertThat(daemon.execRoot().resolve("connecting")).isEmptyDirectory();
    }

    @Test
    void a_daemon_killed_while_it_makes_and_removes_networks_leaves_whole_ones_or_none() {
        for (int round = 0; round < KILLS / 2; round++) {
            var name = "made" + round;
            var created =
                    CompletableFuture.supplyAsync(() -> docker.run("network", "create", name));
            crashAfter(20L * round);
            created.join();
            daemon.restart();
            assertThat(links("br-")).as("round " + round).hasSize(networks());
            assertThat(stored()).hasSize(networks() + BUILT_IN);
            if (networks() == 0) docker.ok("network", "create", name);

            var removed = CompletableFuture.supplyAsync(() -> docker.run("network", "rm", name));
            crashAfter(20L * round);
            removed.join();
            daemon.restart();
            assertThat(links("br-")).as("round " + round).hasSize(networks());
            assertThat(stored()).hasSize(networks() + BUILT_IN);
            docker.ok("network", "prune", "-f");
            assertThat(links("br-")).isEmpty();
        }
    }

    @Test
    void a_daemon_killed_while_it_publishes_has_all_of_a_port_or_nothing() {
        run("web");
        for (int round = 0; round < KILLS; round++) {
            int port = 7300 + round;
            var add =
                    Map.of("PublishAdd", Map.of("80/tcp", List.of(Map.of("HostPort", "" + port))));
            var published =
                    CompletableFuture.runAsync(
                            () -> daemon.api().client().post("/containers/web/ports", add));
            crashWhen(round % 2 == 0 ? "ss -Hltn" : "nft list ruleset", "" + port);
            var _ = published.handle((_, _) -> true).join();
            daemon.restart();

            var told = docker.ok("port", "web").lines().filter(line -> line.endsWith("" + port));
            boolean open = told.findAny().isPresent();
            var asked = docker.ok("inspect", "-f", "{{json .HostConfig.PortBindings}}", "web");
            var rules = lab.host("nft", "list", "ruleset").out();
            var sockets = lab.host("ss", "-Hltn").out();
            assertThat(asked.contains("" + port)).as("round " + round).isEqualTo(open);
            assertThat(rules.contains("tcp . " + port)).as("round " + round).isEqualTo(open);
            assertThat(sockets.contains(":" + port)).as("round " + round).isEqualTo(open);
        }
        docker.ok("rm", "-f", "web");
        assertThat(lab.host("nft", "list", "ruleset").out()).doesNotContain("tcp . ");
        assertThat(lab.host("ss", "-Hltn").out()).isEmpty();
    }

    /// As soon as a command of the host shows a word.
    private void crashWhen(String command, String shown) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> lab.host(command.split(" ")).out().contains(shown));
        daemon.crash();
    }

    private void crashAfter(long milliseconds) {
        var patience = Duration.ofMillis(milliseconds);
        Awaitility.await().pollDelay(patience).until(() -> true);
        daemon.crash();
    }

    private int networks() {
        return (int) docker.ok("network", "ls", "-q", "-f", "type=custom").lines().count();
    }

    private List<Path> stored() {
        try (var kept = Files.list(daemon.dataRoot().resolve("networks"))) {
            return kept.toList();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void namespaces_made_ahead_are_few_and_end_with_the_daemon() {
        docker.ok("network", "create", "front");
        for (int i = 0; i < 6; i++) {
            docker.ok("run", "--rm", IMAGE, "true");
            docker.ok("run", "--rm", "--network=front", IMAGE, "true");
        }

        Awaitility.await().untilAsserted(() -> assertThat(links("ready")).hasSize(8));
        daemon.crash();
        Awaitility.await().untilAsserted(() -> assertThat(links("ready")).isEmpty());
        daemon.restart();
        docker.ok("run", "--rm", "--network=front", IMAGE, "true");
        Awaitility.await().untilAsserted(() -> assertThat(links("ready")).hasSize(4));
        assertThat(daemon.terminate()).isZero();
        Awaitility.await().untilAsserted(() -> assertThat(links("ready")).isEmpty());
        daemon.restart();
    }

    @Test
    void connections_live_through_a_daemon_s_end_and_names_are_back_at_once() throws IOException {
        docker.ok("network", "create", "front");
        docker.ok(
                "run",
                "-d",
                "--name",
                "echo",
                "--network",
                "front",
                "-p",
                "7070:7070",
                IMAGE,
                "nc",
                "-l",
                "-p",
                "7070",
                "-e",
                "cat");
        try (var connection = connected(7070)) {
            assertThat(echoed(connection, "before")).isEqualTo("before");

            var pid = docker.ok("inspect", "-f", "{{.State.Pid}}", "echo");
            assertThat(dig(pid, "echo")).isNotEmpty();
            daemon.crash();
            assertThat(echoed(connection, "meanwhile")).isEqualTo("meanwhile");
            assertThat(dig(pid, "echo")).isEmpty();
            daemon.restart();

            assertThat(dig(pid, "echo")).isNotEmpty();
            assertThat(echoed(connection, "after")).isEqualTo("after");
        }
    }

    /// Asks once, and waits for nine seconds.
    private static String dig(String pid, String name) {
        var dig = HostTools.installed("dig", "bind9-dnsutils").toString();
        return NetworkLab.inNetworkOf(
                        pid, dig, "@127.0.0.11", "+short", "+tries=1", "+time=9", name)
                .out()
                .lines()
                .filter(line -> !line.startsWith(";;"))
                .findFirst()
                .orElse("");
    }

    private Socket connected(int port) {
        return Awaitility.await()
                .ignoreExceptions()
                .until(() -> lab.inHost(() -> open(port)), java.util.Objects::nonNull);
    }

    private static Socket open(int port) {
        try {
            return new Socket(NetworkLab.HOST, port);
        } catch (IOException refused) {
            throw new java.io.UncheckedIOException(refused);
        }
    }

    private static String echoed(Socket connection, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        connection.setSoTimeout(90_000);
        connection.getOutputStream().write(bytes);
        return new String(
                connection.getInputStream().readNBytes(bytes.length), StandardCharsets.US_ASCII);
    }
}
