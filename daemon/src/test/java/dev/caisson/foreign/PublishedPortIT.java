package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.NetworkLab;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Published ports of both families, on the kernel's way and relayed by the daemon, looked at with
/// `curl`, `socat`, `ss` and `nft`. All in namespaces of the test's own.
@Tag("foreign")
class PublishedPortIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final String SERVE =
            "mkdir /w; echo hello from $HOSTNAME > /w/index.html; exec httpd -f -vv -p 80 -h /w";

    private static NetworkLab lab;
    private static DaemonProcess daemon;
    private static DockerCli docker;

    @BeforeAll
    static void start() {
        lab = new NetworkLab();
        lab.withSix();
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-pt0");
        docker = DockerCli.docker(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void stop() {
        try (var _ = lab) {
            if (daemon != null) {
                daemon.close();
                assertThat(lab.host("nft", "list", "ruleset").out()).isEmpty();
                assertThat(lab.host("ss", "-Hltnu").out()).isEmpty();
            }
        }
    }

    @AfterEach
    void removeAll() {
        for (var id : docker.ok("ps", "-aq").lines().toList()) docker.ok("rm", "-f", id);
        docker.ok("network", "prune", "-f");
        for (var table : List.of("inet somebody", "inet wall", "ip filter")) {
            lab.host("nft", "delete table " + table);
        }
        Awaitility.await().until(() -> lab.host("ss", "-Hltnu").out().isEmpty());
    }

    private static String run(String program, String... flags) {
        var words = new ArrayList<>(List.of("run", "-d"));
        words.addAll(List.of(flags));
        words.addAll(List.of(IMAGE, "sh", "-c", program));
        var id = docker.ok(words.toArray(String[]::new));
        if (program.equals(SERVE)) NetworkLab.awaitListening(format(id, "{{.State.Pid}}"), ":80");
        return id;
    }

    private static String format(String id, String template) {
        return docker.ok("inspect", "-f", template, id);
    }

    /// What a server has written to its standard error, once that contains a text: it arrives a
    /// moment after the answer.
    private static String errors(String id, String text) {
        return Awaitility.await()
                .until(() -> docker.run("logs", id).err(), said -> said.contains(text));
    }

    private static String host(String address) {
        return lab.fetched(true, "http://" + address);
    }

    private static String neighbour(String address) {
        return lab.fetched(false, "http://" + address);
    }

    /// What socat gets for what a shell command writes; the end of the input is passed on.
    private static CommandOutcome socat(String input, String address) {
        var socat = HostTools.installed("socat", "socat");
        return lab.host(
                "sh",
                "-c",
                input
                        + " | "
                        + socat
                        + " -t "
                        + (address.startsWith("UDP") ? 3 : 60)
                        + " - "
                        + address);
    }

    @Test
    void a_port_without_an_address_is_reached_by_both_families() {
        var web = run(SERVE, "--name", "web", "-p", "8080:80");

        for (var address : List.of("127.0.0.1", NetworkLab.HOST, "[::1]", "[fd99::1]")) {
            assertThat(host(address + ":8080")).as(address).startsWith("hello");
        }
        assertThat(neighbour(NetworkLab.HOST + ":8080")).startsWith("hello");
        assertThat(neighbour("[fd99::1]:8080")).startsWith("hello");
        assertThat(docker.ok("port", "web"))
                .isEqualTo("80/tcp -> 0.0.0.0:8080\n80/tcp -> [::]:8080");
        assertThat(errors(web, NetworkLab.NEIGHBOUR)).doesNotContain("fd99::2");
        assertThat(format(web, "{{json .NetworkSettings.Ports}}")).contains("\"HostIp\":\"::\"");
    }

    @Test
    void a_container_with_six_sees_the_address_of_its_clients() {
        docker.ok("network", "create", "--ipv6", "--subnet", "fd91::/64", "six");
        var web = run(SERVE, "--network", "six", "-p", "8080:80", "-p", "[fd99::1]:8081:80");

        assertThat(neighbour("[fd99::1]:8080")).startsWith("hello");
        assertThat(neighbour("[fd99::1]:8081")).startsWith("hello");
        assertThat(host("[::1]:8080")).startsWith("hello");
        assertThat(host("[::1]:8081")).isEmpty();
        var _ = errors(web, "fd99::2");
        assertThat(lab.host("nft", "list", "ruleset").out()).contains("tcp . 8080 : fd91::2 . 80");
    }

    @Test
    void ports_of_the_loopback_of_six_are_relayed_on_the_host_only() {
        run(SERVE, "-p", "[::1]:8082:80");

        assertThat(host("[::1]:8082")).startsWith("hello");
        assertThat(host("127.0.0.1:8082")).isEmpty();
        assertThat(neighbour("[fd99::1]:8082")).isEmpty();
    }

    /// A server of the host's socat in the network of a container.
    private static Held serveIn(String container, String listen, String program) {
        var socat = HostTools.installed("socat", "socat").toString();
        var network = "--net=/proc/" + format(container, "{{.State.Pid}}") + "/ns/net";
        var nsenter = HostTools.present("nsenter").toString();
        var line = List.of(nsenter, network, socat, "-t", "10", listen, "SYSTEM:" + program);
        var held = new Held(line);
        NetworkLab.awaitListening(format(container, "{{.State.Pid}}"), ":7");
        return held;
    }

    @Test
    void a_relayed_connection_ends_in_each_direction_by_itself_and_loses_nothing() {
        var counting = run("exec sleep 100", "-p", "[::1]:7000:7");
        var sending = run("exec sleep 100", "-p", "[::1]:7001:7");
        try (var _ = serveIn(counting, "TCP4-LISTEN:7,fork", "wc -c; echo done");
                var _ = serveIn(sending, "TCP4-LISTEN:7,fork", "cat; head -c 30000000 /dev/zero")) {
            for (int i = 0; i < 10; i++) {
                assertThat(socat("head -c 30000000 /dev/zero", "TCP6:[::1]:7000").out())
                        .as("" + i)
                        .isEqualTo("30000000\ndone\n");
            }
            assertThat(socat("echo hello", "TCP6:[::1]:7001 | wc -c").out().strip())
                    .isEqualTo("30000006");
        }
    }

    @Test
    void datagrams_are_relayed_and_answered() {
        var echo = run("exec sleep 100", "-p", "7002:7/udp");
        try (var _ = serveIn(echo, "UDP4-LISTEN:7,fork", "cat")) {
            assertThat(socat("echo four", "UDP4:127.0.0.1:7002,shut-null").out())
                    .isEqualTo("four\n");
            assertThat(socat("echo six", "UDP6:[::1]:7002,shut-null").out()).isEqualTo("six\n");
        }
    }

    @Test
    void a_port_that_nobody_listens_at_inside_resets_its_clients() {
        run("exec sleep 100", "-p", "[::1]:7003:7");

        var curl = lab.host("curl", "-s", "-g", "-m", "60", "http://[::1]:7003");
        assertThat(curl.code()).as("curl's words for refused and reset").isIn(7, 52, 56);
    }

    @Test
    void no_program_of_the_host_gets_a_published_port() {
        run(SERVE, "-p", "7004:80", "-p", "7004:80/udp");

        for (var listen : List.of("TCP4-LISTEN:7004", "TCP6-LISTEN:7004", "UDP4-RECV:7004")) {
            assertThat(lab.host("socat", listen, "-").out()).contains("Address already in use");
        }
    }

    @Test
    void a_port_that_a_program_of_the_host_has_is_refused_in_one_line_of_the_log() {
        var taken = lab.onHost();
        var line = new ArrayList<>(taken);
        line.addAll(List.of("socat", "TCP4-LISTEN:7005", "-"));
        int before = daemon.log().length();
        try (var program = new Held(line)) {
            program.listens(7005);
            var refused = docker.run("run", "-d", "--name", "late", "-p", "7005:80", IMAGE, "true");

            assertThat(refused.code()).isEqualTo(125);
            assertThat(refused.err())
                    .contains(
                            "driver failed programming external connectivity on endpoint late",
                            "failed to bind host port for 0.0.0.0:7005:172.17.0.",
                            ":80/tcp: address already in use");
        }
        assertThat(daemon.log().substring(before)).contains("7005").doesNotContain("\tat ");
    }

    /// A program of the host, until the end of a block.
    private record Held(Process process) implements AutoCloseable {
        Held(List<String> line) {
            this(started(line));
        }

        private static Process started(List<String> line) {
            try {
                return new ProcessBuilder(line).start();
            } catch (java.io.IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }

        void listens(int port) {
            Awaitility.await().until(() -> lab.host("ss", "-Hltn").out().contains(":" + port));
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    void relays_are_back_when_the_daemon_is() {
        run(SERVE, "-p", "8080:80");
        assertThat(host("[::1]:8080")).startsWith("hello");

        daemon.crash();
        assertThat(host("127.0.0.1:8080")).startsWith("hello");
        assertThat(host("[::1]:8080")).isEmpty();
        daemon.restart();

        assertThat(host("[::1]:8080")).startsWith("hello");
    }

    @Test
    void ranges_and_free_ports_are_the_same_in_both_families() {
        run(SERVE, "--name", "one", "-p", "7010-7012:80");
        run(SERVE, "--name", "two", "-p", "7010-7012:80");
        run(SERVE, "--name", "free", "-p", "80");
        run(SERVE, "--name", "all", "-P", "--expose", "80");

        assertThat(docker.ok("port", "one"))
                .isEqualTo("80/tcp -> 0.0.0.0:7010\n80/tcp -> [::]:7010");
        assertThat(docker.ok("port", "two"))
                .isEqualTo("80/tcp -> 0.0.0.0:7011\n80/tcp -> [::]:7011");
        for (var name : List.of("free", "all")) {
            var lines = docker.ok("port", name, "80").lines().toList();
            assertThat(lines.get(1)).isEqualTo(lines.get(0).replace("0.0.0.0", "[::]"));
            assertThat(host(lines.get(0).replace("0.0.0.0", "127.0.0.1"))).startsWith("hello");
            assertThat(host(lines.get(1).replace("::", "::1"))).startsWith("hello");
        }
    }

    @Test
    void a_scope_says_who_reaches_ports_without_an_address() {
        run(SERVE, "--label", "dev.caisson.publish-scope=loopback", "-p", "7020:80");
        run(SERVE, "--name", "near", "--label", "dev.caisson.publish-scope=lan", "-p", "7021:80");

        assertThat(host("127.0.0.1:7020")).startsWith("hello");
        assertThat(host("[::1]:7020")).startsWith("hello");
        assertThat(neighbour(NetworkLab.HOST + ":7020")).isEmpty();
        assertThat(neighbour("[fd99::1]:7020")).isEmpty();
        assertThat(neighbour(NetworkLab.HOST + ":7021")).startsWith("hello");
        assertThat(neighbour("[fd99::1]:7021")).startsWith("hello");
        assertThat(host("127.0.0.1:7021")).startsWith("hello");
        assertThat(host("[::1]:7021")).startsWith("hello");
        assertThat(format("near", "{{json .NetworkSettings.Ports}}")).contains("\"HostPort\"");

        lab.host("ip", "address", "add", "192.0.2.1/24", "dev", "up0");
        lab.neighbour("ip", "address", "add", "192.0.2.2/24", "dev", "up0");
        var curl = new String[] {"curl", "-s", "-m", "1", "-w", "%{exitcode}", "192.0.2.1:7021"};
        assertThat(lab.neighbour(curl).out()).isEqualTo("28");
        assertThat(docker.run("create", "--label", "dev.caisson.publish-scope=x", IMAGE).err())
                .contains("loopback, lan or all");
    }

    @Test
    void a_chain_of_others_that_drops_what_is_forwarded_lets_containers_pass() {
        // In one transaction: a rule that comes later would be behind those of the engine.
        lab.host(
                "nft",
                "add table ip filter; add chain ip filter FORWARD { type filter hook forward"
                        + " priority 0; policy drop; }; add rule ip filter FORWARD ip daddr"
                        + " 203.0.113.1 counter drop");
        var web = run(SERVE, "-p", "7040:80");
        var reached = NetworkLab.HOST + ":7040";

        assertThat(neighbour(reached)).startsWith("hello");
        var pid = format(web, "{{.State.Pid}}");
        var ping = NetworkLab.inNetworkOf(pid, "ping", "-c1", "-W5", NetworkLab.NEIGHBOUR);
        assertThat(ping.out()).contains("1 received");
        assertThat(lab.host("nft", "list chain ip filter FORWARD").out())
                .containsSubsequence(
                        "ip daddr 203.0.113.1", "iifname \"caisson-pt0\" counter packets");

        lab.host("nft", "flush chain ip filter FORWARD");
        Awaitility.await().until(() -> neighbour(reached).startsWith("hello"));

        lab.host("nft", "add table inet wall");
        lab.host("nft", "add chain inet wall ending { type filter hook forward priority 5; }");
        lab.host("nft", "add rule inet wall ending reject with icmpx admin-prohibited");
        Awaitility.await().until(() -> neighbour(reached).startsWith("hello"));
        assertThat(lab.host("nft", "list chain inet wall ending").out())
                .containsSubsequence("oifname \"caisson-pt0\"", "accept", "reject");
    }

    @Test
    void a_thousand_ports_are_published_and_given_back() {
        var web = run(SERVE, "-p", "20000-20999:80-1079");

        assertThat(host("127.0.0.1:20000")).startsWith("hello");
        assertThat(host("[::1]:20000")).startsWith("hello");
        assertThat(lab.host("ss", "-Hltn").out().lines()).hasSize(2000);

        docker.ok("rm", "-f", web);
        assertThat(lab.host("nft", "list", "ruleset").out()).doesNotContain("tcp . ");
    }

    @Test
    void the_host_s_firewall_decides_where_a_container_wants_it() {
        run(SERVE, "--name", "plain", "-p", "7030:80");
        var honest =
                run(
                        SERVE,
                        "--name",
                        "honest",
                        "--label",
                        "dev.caisson.firewall-honest=true",
                        "-p",
                        "7031:80");
        assertThat(neighbour(NetworkLab.HOST + ":7031")).startsWith("hello");

        lab.host("nft", "add", "table", "inet", "somebody");
        lab.host("nft", "add chain inet somebody in { type filter hook input priority 0; }");
        lab.host("nft", "add rule inet somebody in iifname up0 tcp dport 7030-7031 drop");

        assertThat(neighbour(NetworkLab.HOST + ":7030")).startsWith("hello");
        assertThat(neighbour(NetworkLab.HOST + ":7031")).isEmpty();
        assertThat(host("127.0.0.1:7031")).startsWith("hello");
        assertThat(errors(honest, "172.17.0.1")).doesNotContain(NetworkLab.NEIGHBOUR);
    }
}
