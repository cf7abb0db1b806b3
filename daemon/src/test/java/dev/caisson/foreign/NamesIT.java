package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.NameServer;
import dev.caisson.system.NetworkLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names inside containers, asked for with `dig`: those of other containers, and those a server of
/// the test knows, which is on the loopback of the host, as systemd's is.
@Tag("foreign")
class NamesIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final String LOOPBACK = "127.0.0.53";

    private static NetworkLab lab;
    private static DaemonProcess daemon;
    private static DockerCli docker;

    private NameServer server;

    /// The daemon sees another `/etc/resolv.conf` than this machine's.
    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        lab = new NetworkLab();
        var file =
                Files.writeString(
                        directory.resolve("resolv.conf"),
                        "nameserver " + LOOPBACK + "\nsearch example\noptions edns0\n");
        var before = new ArrayList<>(lab.onHost());
        var script = "mount --bind " + file + " /etc/resolv.conf && exec \"$@\"";
        before.addAll(List.of("unshare", "-m", "sh", "-c", script, "sh"));
        daemon = DaemonProcess.startIn(before, "caisson-nm0");
        docker = DockerCli.docker(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
        docker.ok("network", "create", "--ipv6", "--subnet=fd42:5::/64", "front");
    }

    @AfterAll
    static void stop() {
        try (var _ = lab) {
            if (daemon != null) daemon.close();
        }
    }

    @BeforeEach
    void serve() {
        server = lab.inHost(() -> new NameServer(LOOPBACK)).start();
    }

    @AfterEach
    void removeAll() {
        server.close();
        for (var id : docker.ok("ps", "-aq").lines().toList()) docker.ok("rm", "-f", id);
    }

    private static String run(String name, String... words) {
        var line = new ArrayList<>(List.of("run", "-d", "--name", name));
        line.addAll(List.of(words));
        line.addAll(List.of(IMAGE, "sleep", "9999"));
        return docker.ok(line.toArray(String[]::new));
    }

    private static String dig(String container, String... words) {
        var line =
                new ArrayList<>(List.of(HostTools.installed("dig", "bind9-dnsutils").toString()));
        line.add("@127.0.0.11");
        line.addAll(List.of(words));
        var pid = docker.ok("inspect", "-f", "{{.State.Pid}}", container);
        return NetworkLab.inNetworkOf(pid, line.toArray(String[]::new)).out();
    }

    @Test
    void foreign_names_are_asked_once_while_they_last() {
        run("asks", "--network", "front");

        askForBoth();
        var asked = server.asked();
        assertThat(asked).contains("udp plain.example", "udp none.example");
        for (int i = 0; i < 2; i++) askForBoth();
        assertThat(server.asked()).isEqualTo(asked);

        assertThat(dig("asks", "+short", "short.example")).startsWith(NameServer.ADDRESS);
        Awaitility.await()
                .until(
                        () -> {
                            var _ = dig("asks", "short.example");
                            return server.asked().stream()
                                            .filter(each -> each.contains("short"))
                                            .count()
                                    >= 2;
                        });
    }

    private static void askForBoth() {
        assertThat(dig("asks", "+short", "plain.example")).isEqualTo(NameServer.ADDRESS + "\n");
        assertThat(dig("asks", "none.example")).contains("status: NXDOMAIN");
    }

    @Test
    void an_answer_too_long_for_a_datagram_is_fetched_by_stream() {
        run("asks", "--network", "front");

        assertThat(dig("asks", "+short", "+bufsize=4096", "long.example").lines()).hasSize(60);
        assertThat(dig("asks", "+noedns", "+ignore", "long.example")).contains("flags: qr tc");
        assertThat(dig("asks", "+noedns", "+short", "long.example").lines())
                .filteredOn(line -> !line.startsWith(";;"))
                .hasSize(60);
        assertThat(server.asked())
                .containsExactly(
                        "udp long.example",
                        "tcp long.example",
                        "udp long.example",
                        "tcp long.example");
    }

    @Test
    void a_resolver_that_is_down_or_silent_fails_soon_and_says_why() {
        run("asks", "--network", "front");
        assertThat(dig("asks", "+short", "before.example")).startsWith(NameServer.ADDRESS);

        var first = dig("asks", "+tries=1", "mute.example");
        assertThat(first).contains("status: SERVFAIL", "EDE: 22", "no answer from 127.0.0.53");
        var second = dig("asks", "+tries=1", "mute2.example");
        assertThat(millis(second)).isLessThan(millis(first));
        assertThat(daemon.log()).contains("server=/127.0.0.53 does not answer names");

        server.close();
        var third = dig("asks", "+tries=1", "after.example");
        assertThat(third).contains("status: SERVFAIL");
        assertThat(millis(third)).isLessThan(millis(first));
        assertThat(dig("asks", "+short", "before.example")).startsWith(NameServer.ADDRESS);
        assertThat(dig("asks", "+short", "-t", "A", "asks")).isNotEmpty();
        try (var _ = lab.inHost(() -> new NameServer(LOOPBACK)).start()) {
            Awaitility.await()
                    .until(
                            () ->
                                    dig("asks", "+short", "again.example")
                                            .startsWith(NameServer.ADDRESS));
        }
    }

    private static int millis(String dig) {
        var line = dig.lines().filter(each -> each.contains("Query time")).findFirst();
        return Integer.parseInt(line.orElseThrow().replaceAll("[^0-9]", ""));
    }

    @Test
    void names_and_addresses_of_both_families_lead_to_each_other() {
        run("web", "--network", "front", "--ip6", "fd42:5::99", "--network-alias", "site");
        run("asks", "--network", "front");

        assertThat(dig("asks", "+short", "site", "AAAA")).isEqualTo("fd42:5::99\n");
        assertThat(dig("asks", "+short", "-x", "fd42:5::99")).isEqualTo("web.front.\n");
        assertThat(dig("asks", "+short", "+tcp", "web", "AAAA")).isEqualTo("fd42:5::99\n");
        assertThat(docker.ok("exec", "asks", "cat", "/etc/resolv.conf"))
                .contains("nameserver 127.0.0.11", "search example", "ndots:0");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void the_name_of_its_host_leads_to_a_container() {
        run("named", "--hostname", "mail", "--network", "front", "--network-alias", "post");
        run("later", "--hostname", "Second");
        docker.ok("network", "connect", "front", "later");

        var address = dig("named", "+short", "named");
        assertThat(address).isNotBlank();
        assertThat(dig("named", "+short", "mail")).isEqualTo(address);
        assertThat(dig("later", "+short", "mail")).isEqualTo(address);
        assertThat(dig("named", "+short", "second")).isEqualTo(dig("named", "+short", "later"));
        var names = "{{json .NetworkSettings.Networks.front.DNSNames}}";
        var id = docker.ok("inspect", "-f", "{{.Id}}", "named").substring(0, 12);
        assertThat(docker.ok("inspect", "-f", names, "named"))
                .isEqualTo("[\"named\",\"post\",\"" + id + "\",\"mail\"]");
    }

    @Test
    void the_host_has_a_name() {
        run("asks", "--network", "front", "--add-host", "here:host-gateway");
        var gateway =
                docker.ok("inspect", "-f", "{{.NetworkSettings.Networks.front.Gateway}}", "asks");

        assertThat(dig("asks", "+short", "host.docker.internal")).isEqualTo(gateway + "\n");
        assertThat(docker.ok("exec", "asks", "cat", "/etc/hosts")).contains("172.17.0.1\there");
    }

    @Test
    void a_container_can_serve_names_itself() {
        run("serves", "--network", "front");

        var pid = docker.ok("inspect", "-f", "{{.State.Pid}}", "serves");
        var ss = HostTools.installed("ss", "iproute2").toString();
        docker.ok("exec", "-d", "serves", "httpd", "-f", "-p", "0.0.0.0:53");

        Awaitility.await()
                .until(() -> NetworkLab.inNetworkOf(pid, ss, "-ltn").out().contains("0.0.0.0:53"));
        assertThat(dig("serves", "+short", "+tcp", "plain2.example"))
                .startsWith(NameServer.ADDRESS);
    }

    @Test
    void a_resolver_of_the_loopback_is_reached_from_the_default_network_too() {
        run("plain");

        assertThat(docker.ok("exec", "plain", "cat", "/etc/resolv.conf"))
                .contains("nameserver 127.0.0.11")
                .doesNotContain("127.0.0.53");
        assertThat(dig("plain", "+short", "default.example")).startsWith(NameServer.ADDRESS);
        assertThat(docker.ok("run", "--rm", "--dns=192.0.2.1", IMAGE, "cat", "/etc/resolv.conf"))
                .startsWith("nameserver 192.0.2.1");
    }

    @Test
    void chosen_servers_and_domains_are_used() {
        run(
                "asks",
                "--network=front",
                "--dns=127.0.0.53",
                "--dns-search=corp.example",
                "--dns-opt=ndots:3");

        assertThat(docker.ok("exec", "asks", "cat", "/etc/resolv.conf"))
                .isEqualTo("nameserver 127.0.0.11\nsearch corp.example\noptions ndots:3");
        assertThat(dig("asks", "+search", "+short", "printer")).startsWith(NameServer.ADDRESS);
    }

    @Test
    void nobody_outside_is_asked_from_an_internal_network() {
        docker.ok("network", "create", "--internal", "inside");
        run("asks", "--network", "inside");

        assertThat(dig("asks", "plain3.example"))
                .contains("status: SERVFAIL", "nothing outside the container's networks is asked");
        assertThat(dig("asks", "+short", "asks")).isNotEmpty();
        assertThat(server.asked()).isEmpty();
        docker.ok("rm", "-f", "asks");
        docker.ok("network", "rm", "inside");
    }
}
