package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.NetworkLab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How networks lead out by their gateway mode, as dockerd 28.5 does it: who reaches what, seen
/// from a neighbour that has routes to the containers, and what `inspect` and `port` say.
@Tag("foreign")
class GatewayModeIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MODE = "com.docker.network.bridge.gateway_mode_ipv";
    private static final String SERVE =
            "mkdir /w; echo hello > /w/index.html; httpd -p 81 -h /w; exec httpd -f -vv -p 80 -h"
                    + " /w";

    private static NetworkLab lab;
    private static DaemonProcess daemon;
    private static DockerCli docker;

    @BeforeAll
    static void start() {
        lab = new NetworkLab();
        lab.withSix();
        lab.neighbour("ip", "route", "add", "10.60.0.0/16", "via", NetworkLab.HOST);
        lab.neighbour("ip", "-6", "route", "add", "fd60::/16", "via", NetworkLab.HOST_SIX);
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-gm0");
        docker = DockerCli.docker(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void stop() {
        try (var _ = lab) {
            if (daemon != null) {
                daemon.close();
                assertThat(lab.host("nft", "list", "ruleset").out()).isEmpty();
            }
        }
    }

    @AfterEach
    void removeAll() {
        for (var id : docker.ok("ps", "-aq").lines().toList()) docker.ok("rm", "-f", id);
        docker.ok("network", "prune", "-f");
    }

    private static void network(String name, int number, String... words) {
        var line = new ArrayList<>(List.of("network", "create", "--ipv6"));
        line.add("--subnet=10.60." + number + ".0/24");
        line.add("--subnet=fd60:" + number + "::/64");
        line.addAll(List.of(words));
        line.add(name);
        docker.ok(line.toArray(String[]::new));
    }

    private static void serve(String name, String network, String... flags) {
        var line = new ArrayList<>(List.of("run", "-d", "--name", name, "--network", network));
        line.addAll(List.of(flags));
        line.addAll(List.of(IMAGE, "sh", "-c", SERVE));
        docker.ok(line.toArray(String[]::new));
        Awaitility.await().atMost(PATIENCE).until(() -> reaches(name, "127.0.0.1:80"));
    }

    private static String format(String name, String template) {
        return docker.ok("inspect", "-f", template, name);
    }

    private static boolean neighbourReaches(String address) {
        return lab.fetched(false, "http://" + address).startsWith("hello");
    }

    private static boolean reaches(String container, String address) {
        var curl = HostTools.installed("curl", "curl").toString();
        var pid = format(container, "{{.State.Pid}}");
        return NetworkLab.inNetworkOf(
                        pid, curl, "-s", "-m", "30", "--connect-timeout", "2", "http://" + address)
                .out()
                .startsWith("hello");
    }

    private static boolean pings(String address) {
        return lab.neighbour("ping", "-c1", "-W3", address).out().contains("1 received");
    }

    @Test
    void a_routed_network_is_open_at_its_own_addresses_for_what_is_published() {
        network("routed", 1, "-o", MODE + "4=routed", "-o", MODE + "6=routed");
        network("plain", 2);
        serve("web", "routed", "-p", "127.0.0.1:8080:80", "-p", "[::1]:8080:80");
        serve("other", "plain", "-p", "8081:80");

        assertThat(neighbourReaches("10.60.1.2:80")).isTrue();
        assertThat(neighbourReaches("[fd60:1::2]:80")).isTrue();
        Awaitility.await()
                .until(() -> docker.run("logs", "web").err().contains(NetworkLab.NEIGHBOUR));
        assertThat(neighbourReaches("10.60.1.2:81")).isFalse();
        assertThat(neighbourReaches(NetworkLab.HOST + ":8080")).isFalse();
        assertThat(pings("10.60.1.2")).isTrue();
        assertThat(pings("fd60:1::2")).isTrue();
        assertThat(pings("10.60.2.2")).isFalse();
        assertThat(reaches("other", "10.60.1.2:80")).isTrue();
        assertThat(reaches("other", "10.60.1.2:81")).isFalse();
        assertThat(reaches("web", "10.60.2.2:80")).isFalse();
        assertThat(lab.host("ss", "-Hltn").out()).contains(":8081").doesNotContain(":8080");
        assertThat(format("web", "{{json .NetworkSettings.Ports}}"))
                .isEqualTo(
                        "{\"80/tcp\":[{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"\"},"
                                + "{\"HostIp\":\"::\",\"HostPort\":\"\"}]}");
        assertThat(docker.ok("port", "web")).isEqualTo("80/tcp -> 0.0.0.0:\n80/tcp -> [::]:");
        assertThat(docker.ok("ps", "--format", "{{.Ports}}", "-f", "name=web"))
                .isEqualTo("0.0.0.0:0->80/tcp, [::]:0->80/tcp");

        daemon.crash();
        daemon.restart();
        assertThat(neighbourReaches("10.60.1.2:80")).isTrue();
        assertThat(lab.host("ss", "-Hltn").out()).doesNotContain(":8080");
    }

    @Test
    void families_of_a_network_may_lead_out_in_different_ways() {
        network("mixed", 3, "-o", MODE + "6=routed");
        serve("web", "mixed", "-p", "8080:80");

        assertThat(neighbourReaches(NetworkLab.HOST + ":8080")).isTrue();
        assertThat(neighbourReaches("10.60.3.2:80")).isFalse();
        assertThat(neighbourReaches("[fd60:3::2]:80")).isTrue();
        assertThat(neighbourReaches("[" + NetworkLab.HOST_SIX + "]:8080")).isFalse();
        assertThat(format("web", "{{json (index .NetworkSettings.Ports \"80/tcp\")}}"))
                .contains("{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"8080\"}")
                .contains("{\"HostIp\":\"::\",\"HostPort\":\"\"}");
    }

    @Test
    void an_unprotected_network_is_open_for_strangers_and_closed_for_other_networks() {
        network("open", 4, "-o", MODE + "4=nat-unprotected");
        network("plain", 5);
        serve("web", "open", "-p", "8080:80");
        serve("other", "plain");

        assertThat(neighbourReaches("10.60.4.2:81")).isTrue();
        assertThat(neighbourReaches("[fd60:4::2]:81")).isFalse();
        assertThat(neighbourReaches("10.60.5.2:81")).isFalse();
        assertThat(neighbourReaches(NetworkLab.HOST + ":8080")).isTrue();
        assertThat(reaches("other", "10.60.4.2:81")).isFalse();
        assertThat(reaches("web", "10.60.5.2:81")).isFalse();
    }

    @Test
    void an_isolated_network_has_no_address_of_the_host() {
        network(
                "alone",
                6,
                "--internal",
                "-o",
                MODE + "4=isolated",
                "-o",
                MODE + "6=isolated",
                "-o",
                "com.docker.network.bridge.name=br-alone");
        serve("web", "alone");
        serve("other", "alone");

        assertThat(lab.host("ip", "-o", "address", "show", "br-alone").out())
                .doesNotContain("10.60.6", "fd60:6");
        assertThat(reaches("other", "10.60.6.1:80")).isTrue();
        assertThat(lab.fetched(true, "http://10.60.6.1:80")).isEmpty();
        assertThat(docker.ok("network", "inspect", "-f", "{{json .IPAM.Config}}", "alone"))
                .isEqualTo("[{\"Subnet\":\"10.60.6.0/24\"},{\"Subnet\":\"fd60:6::/64\"}]");
        var end = "{{with .NetworkSettings.Networks.alone}}{{.IPAddress}} {{.Gateway}}{{end}}";
        assertThat(format("web", end).strip()).isEqualTo("10.60.6.1");
    }

    @Test
    void what_leaves_a_network_has_the_address_of_the_host_that_was_chosen() {
        lab.host("ip", "address", "add", "10.200.0.7/24", "dev", "up0");
        lab.host("ip", "address", "add", "fd99::7/64", "dev", "up0", "nodad");
        network(
                "chosen",
                7,
                "-o",
                "com.docker.network.host_ipv4=10.200.0.7",
                "-o",
                "com.docker.network.host_ipv6=fd99::7");
        serve("web", "chosen");
        lab.neighbour("nft", "add table inet seen");
        lab.neighbour("nft", "add chain inet seen in { type filter hook input priority 0; }");
        lab.neighbour("nft", "add rule inet seen in ip saddr 10.200.0.7 counter");
        lab.neighbour("nft", "add rule inet seen in ip6 saddr fd99::7 icmpv6 type 128 counter");

        docker.ok("exec", "web", "ping", "-c1", "-W9", NetworkLab.NEIGHBOUR);
        docker.ok("exec", "web", "ping", "-6", "-c1", "-W9", NetworkLab.NEIGHBOUR_SIX);

        assertThat(lab.neighbour("nft", "list", "table", "inet", "seen").out())
                .containsPattern("10.200.0.7 counter packets 1 ")
                .containsPattern("fd99::7 icmpv6 type echo-request counter packets 1 ");
        lab.neighbour("nft", "delete table inet seen");
    }
}
