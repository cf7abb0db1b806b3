package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.NetworkLab;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Networks as the docker command line makes them, looked at with `ip`, `nft`, `curl`, `ping` and
/// `dig`: what shall be reached is, what shall not is not. All in namespaces of the test's own.
@Tag("foreign")
class DockerNetworkIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final String SERVE =
            "mkdir /w; echo hello from $HOSTNAME > /w/index.html; exec httpd -f -p 80 -h /w";

    /// A new namespace has the host's.
    private static final String FORWARDING = "/proc/sys/net/ipv4/ip_forward";

    private static NetworkLab lab;
    private static String forwarding;
    private static DaemonProcess daemon;
    private static DockerCli docker;

    @BeforeAll
    static void start() {
        lab = new NetworkLab();
        forwarding = lab.host("cat", FORWARDING).line();
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-nt0");
        docker = DockerCli.docker(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void stop() {
        try (var _ = lab) {
            if (daemon != null) {
                daemon.close();
                // The kernel takes its time to take a namespace away.
                Awaitility.await()
                        .untilAsserted(
                                () ->
                                        assertThat(lab.host("ip", "-br", "link").out())
                                                .doesNotContain("caisson-nt0", "br-", "veth"));
                assertThat(lab.host("nft", "list", "ruleset").out()).isEmpty();
                assertThat(lab.host("cat", FORWARDING).line()).isEqualTo(forwarding);
            }
        }
    }

    @AfterEach
    void removeAll() {
        for (var id : docker.ok("ps", "-aq").lines().toList()) docker.ok("rm", "-f", id);
        docker.ok("network", "prune", "-f");
    }

    private static String serve(String... flags) {
        var words = new java.util.ArrayList<>(java.util.List.of("run", "-d"));
        words.addAll(java.util.List.of(flags));
        words.addAll(java.util.List.of(IMAGE, "sh", "-c", SERVE));
        var id = docker.ok(words.toArray(String[]::new));
        NetworkLab.awaitListening(pid(id), ":80");
        return id;
    }

    private static String format(String id, String template) {
        return docker.ok("inspect", "-f", template, id);
    }

    private static String address(String id) {
        return format(id, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
    }

    private static String pid(String id) {
        return format(id, "{{.State.Pid}}");
    }

    private static String ping(String from, String to) {
        var ping = HostTools.installed("ping", "iputils-ping").toString();
        return NetworkLab.inNetworkOf(pid(from), ping, "-c", "1", "-W", "3", to).out();
    }

    private static String fetchFrom(String container, String address) {
        var curl = HostTools.installed("curl", "curl").toString();
        return NetworkLab.inNetworkOf(
                        pid(container), curl, "-s", "-m", "30", "--connect-timeout", "2", address)
                .out();
    }

    @Test
    void a_container_reaches_the_outside_and_is_not_reached_from_there() {
        var container = serve("--name", "web");

        assertThat(ping("web", NetworkLab.NEIGHBOUR)).contains("1 received");
        assertThat(lab.host("ip", "-4", "address", "show", "caisson-nt0").out())
                .contains("inet 172.17.0.1/16");
        lab.neighbour("ip", "route", "add", "172.17.0.0/16", "via", NetworkLab.HOST);
        assertThat(lab.fetched(false, "http://" + address(container))).isEmpty();
        assertThat(lab.fetched(true, "http://" + address(container))).startsWith("hello from");
    }

    @Test
    void a_published_port_is_reached_from_everywhere() {
        serve("--name", "web", "-p", "8080:80");
        docker.ok("network", "create", "other");
        var stranger = serve("--name", "stranger", "--network", "other");

        assertThat(lab.fetched(false, "http://" + NetworkLab.HOST + ":8080")).startsWith("hello");
        assertThat(lab.fetched(true, "http://" + NetworkLab.HOST + ":8080")).startsWith("hello");
        assertThat(lab.fetched(true, "http://127.0.0.1:8080")).startsWith("hello");
        assertThat(fetchFrom("web", "http://" + NetworkLab.HOST + ":8080")).startsWith("hello");
        assertThat(fetchFrom(stranger, "http://" + NetworkLab.HOST + ":8080")).startsWith("hello");
        assertThat(docker.ok("port", "web"))
                .isEqualTo("80/tcp -> 0.0.0.0:8080\n80/tcp -> [::]:8080");
        assertThat(docker.ok("ps", "--format", "{{.Names}} {{.Ports}}"))
                .contains("web 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp");
        assertThat(lab.host("nft", "list", "ruleset").out()).contains("tcp . 8080 : ");
    }

    @Test
    void a_port_of_the_loopback_is_reached_on_the_host_only() {
        serve("--name", "web", "-p", "127.0.0.1:8081:80");
        var other = serve("--name", "other");

        assertThat(lab.fetched(true, "http://127.0.0.1:8081")).startsWith("hello");
        assertThat(lab.fetched(false, "http://" + NetworkLab.HOST + ":8081")).isEmpty();
        assertThat(fetchFrom(other, "http://172.17.0.1:8081")).isEmpty();
    }

    @Test
    void a_taken_port_is_refused_in_docker_s_words_and_the_start_leaves_nothing() {
        serve("--name", "web", "-p", "8080:80");

        var second = docker.run("run", "-d", "--name", "second", "-p", "8080:80", IMAGE, "true");

        assertThat(second.code()).isEqualTo(125);
        assertThat(second.err())
                .contains("Bind for 0.0.0.0:8080 failed: port is already allocated");
        Awaitility.await().untilAsserted(() -> assertThat(pairs()).hasSize(1));
    }

    private static java.util.List<String> pairs() {
        return lab.host("ip", "-br", "link", "show", "type", "veth")
                .out()
                .lines()
                .filter(line -> line.startsWith("veth"))
                .toList();
    }

    @Test
    void networks_are_kept_apart_and_names_found_within_one() {
        docker.ok("network", "create", "--subnet", "10.91.0.0/24", "front");
        docker.ok("network", "create", "--subnet", "10.92.0.0/24", "back");
        var web = serve("--name", "web", "--network", "front", "--network-alias", "site");
        var peer = serve("--name", "peer", "--network", "front");
        var far = serve("--name", "far", "--network", "back", "--ip", "10.92.0.77");

        assertThat(ping(peer, address(web))).contains("1 received");
        assertThat(ping(far, address(web))).contains("0 received");
        assertThat(fetchFrom(far, "http://" + address(web))).isEmpty();
        assertThat(dig(peer, "site")).isEqualTo(address(web));
        assertThat(dig(peer, "web.front")).isEqualTo(address(web));
        assertThat(dig(peer, "-x", address(web))).isEqualTo("web.front.");
        assertThat(dig(far, "web", "+time=1", "+tries=1")).isEmpty();

        docker.ok("network", "connect", "--alias", "visitor", "front", "far");
        assertThat(ping(far, address(web))).contains("1 received");
        assertThat(dig(far, "web")).isEqualTo(address(web));
        docker.ok("network", "disconnect", "front", "far");
        assertThat(ping(far, address(web))).contains("0 received");
    }

    private static String dig(String container, String... words) {
        var line = new java.util.ArrayList<String>();
        line.add(HostTools.installed("dig", "bind9-dnsutils").toString());
        line.add("@127.0.0.11");
        line.add("+short");
        line.addAll(java.util.List.of(words));
        var out = NetworkLab.inNetworkOf(pid(container), line.toArray(String[]::new)).out();
        return out.lines().filter(each -> !each.startsWith(";;")).findFirst().orElse("");
    }

    @Test
    void nothing_leaves_an_internal_network() {
        docker.ok("network", "create", "--internal", "--subnet", "10.93.0.0/24", "inside");
        var one = serve("--name", "one", "--network", "inside");
        var two = serve("--name", "two", "--network", "inside");
        NetworkLab.inNetworkOf(pid(one), "ip", "route", "add", "default", "via", "10.93.0.1");
        lab.neighbour("ip", "route", "add", "10.93.0.0/24", "via", NetworkLab.HOST);
        lab.neighbour("nft", "add table inet seen");
        lab.neighbour("nft", "add chain inet seen in { type filter hook prerouting priority 0; }");
        lab.neighbour("nft", "add rule inet seen in icmp type echo-request counter");
        lab.neighbour("nft", "add rule inet seen in tcp dport 80 counter");
        NetworkLab.inNetworkOf(pid(one), "curl", "-s", "-m", "1", NetworkLab.NEIGHBOUR);

        assertThat(ping(one, address(two))).contains("1 received");
        assertThat(ping(one, NetworkLab.NEIGHBOUR)).contains("0 received");
        assertThat(lab.neighbour("nft", "list", "table", "inet", "seen").out())
                .contains("echo-request counter packets 0 ", "tcp dport 80 counter packets 0 ");
        lab.neighbour("nft", "delete table inet seen");
        assertThat(lab.neighbour("ping", "-c", "1", "-W", "1", address(one)).out())
                .contains("0 received");
    }

    private static int republish(String container, Map<String, Object> asked) {
        var path = "/containers/" + container + "/ports";
        return daemon.api().client().post(path, asked).status();
    }

    private static Map<String, Object> add(String inside, String outside) {
        return Map.of(inside, List.of(Map.of("HostPort", outside)));
    }

    @Test
    void ports_of_a_running_container_are_changed_without_a_restart() {
        var web = serve("--name", "web", "-p", "8080:80");
        serve("--name", "other", "-p", "8082:80");
        var begun = format(web, "{{.State.StartedAt}} {{.State.Pid}}");
        var host = "http://" + NetworkLab.HOST;

        assertThat(republish("web", Map.of("PublishAdd", add("80/tcp", "8081")))).isEqualTo(204);
        assertThat(lab.fetched(false, host + ":8081")).startsWith("hello");
        assertThat(lab.fetched(false, host + ":8080")).startsWith("hello");
        assertThat(docker.ok("port", "web")).contains("0.0.0.0:8080", "0.0.0.0:8081");

        assertThat(republish("web", Map.of("PublishRemove", List.of("8080")))).isEqualTo(204);
        assertThat(lab.fetched(false, host + ":8080")).isEmpty();
        assertThat(lab.host("ss", "-ltn").out()).contains(":8081").doesNotContain(":8080");

        assertThat(
                        republish(
                                "web",
                                Map.of(
                                        "PublishAdd", add("80", "8082"),
                                        "PublishRemove", List.of("8081:80/tcp"))))
                .isEqualTo(500);
        assertThat(lab.fetched(false, host + ":8081")).startsWith("hello");
        assertThat(republish("web", Map.of("PublishRemove", List.of("9")))).isEqualTo(400);
        assertThat(republish("web", Map.of("PublishRemove", List.of("x")))).isEqualTo(400);
        assertThat(format(web, "{{.State.StartedAt}} {{.State.Pid}}")).isEqualTo(begun);

        docker.ok("restart", "-t", "0", "web");
        assertThat(docker.ok("port", "web"))
                .isEqualTo("80/tcp -> 0.0.0.0:8081\n80/tcp -> [::]:8081");
        docker.ok("stop", "-t", "0", "web");
        assertThat(
                        republish(
                                "web",
                                Map.of(
                                        "PublishAdd", add("80", "8083"),
                                        "PublishRemove", List.of("8081"))))
                .isEqualTo(204);
        docker.ok("start", "web");
        assertThat(docker.ok("port", "web"))
                .isEqualTo("80/tcp -> 0.0.0.0:8083\n80/tcp -> [::]:8083");
        NetworkLab.awaitListening(pid(web), ":80");
        assertThat(lab.fetched(false, host + ":8083")).startsWith("hello");
    }

    @Test
    void a_port_of_the_host_can_be_led_elsewhere_in_one_step() {
        serve("--name", "web", "-p", "8084:81", "-P", "--expose", "80");

        var moved =
                Map.of("PublishAdd", add("80/tcp", "8084"), "PublishRemove", List.of("8084:81"));

        assertThat(republish("web", moved)).isEqualTo(204);
        assertThat(lab.fetched(false, "http://" + NetworkLab.HOST + ":8084")).startsWith("hello");
    }

    @Test
    void rules_that_somebody_flushed_come_back() {
        serve("--name", "web", "-p", "8090:80");

        lab.host("nft", "flush", "ruleset");

        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(lab.host("nft", "list", "ruleset").out())
                                        .contains("tcp . 8090 : "));
        assertThat(lab.fetched(false, "http://" + NetworkLab.HOST + ":8090")).startsWith("hello");
    }

    @Test
    void networks_are_listed_inspected_and_refused_as_docker_does() {
        docker.ok("network", "create", "--subnet", "10.94.0.0/24", "--label", "a=b", "mine");
        serve("--name", "web", "--network", "mine", "--ip", "10.94.0.9");

        assertThat(docker.ok("network", "ls", "--filter", "label=a=b", "--format", "{{.Name}}"))
                .isEqualTo("mine");
        assertThat(
                        docker.ok(
                                "network",
                                "inspect",
                                "-f",
                                "{{(index .IPAM.Config 0).Gateway}}",
                                "mine"))
                .isEqualTo("10.94.0.1");
        assertThat(
                        docker.ok(
                                "network",
                                "inspect",
                                "-f",
                                "{{range .Containers}}{{.IPv4Address}}{{end}}",
                                "mine"))
                .isEqualTo("10.94.0.9/24");
        assertThat(docker.run("network", "rm", "mine").err()).contains("has active endpoints");
        assertThat(docker.run("network", "create", "mine").err())
                .contains("network with name mine already exists");
        assertThat(docker.run("network", "create", "--subnet", "10.94.0.0/16", "again").err())
                .contains("Pool overlaps with other one on this address space");
        assertThat(docker.run("network", "rm", "bridge").err()).contains("pre-defined network");
        assertThat(docker.run("network", "inspect", "nowhere").err())
                .contains("network nowhere not found");
        assertThat(docker.run("run", "--rm", "--network", "nowhere", IMAGE, "true").err())
                .contains("network nowhere not found");
        assertThat(docker.run("run", "--rm", "--ip", "172.17.0.9", IMAGE, "true").err())
                .contains("supported on user defined networks only");
    }

    @Test
    void everything_goes_on_while_no_daemon_is_there() {
        docker.ok("network", "create", "lasting");
        var web = serve("--name", "web", "--network", "lasting", "-p", "8085:80");
        var address = address(web);
        var pid = pid(web);

        daemon.crash();
        assertThat(lab.fetched(false, "http://" + NetworkLab.HOST + ":8085")).startsWith("hello");
        daemon.restart();

        assertThat(lab.fetched(false, "http://" + NetworkLab.HOST + ":8085")).startsWith("hello");
        assertThat(address(web)).isEqualTo(address);
        assertThat(pid(web)).isEqualTo(pid);
        assertThat(dig(web, "web")).isEqualTo(address);
        var next = serve("--name", "next", "--network", "lasting");
        assertThat(address(next)).isNotEqualTo(address);
        assertThat(docker.run("run", "--rm", "-p", "8085:80", IMAGE, "true").err())
                .contains("port is already allocated");
    }
}
