package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.NetworkLab;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the docker command line can ask of networks and of ends in them, with the answers dockerd
/// 28.5 gives, and what became of it in the kernel as `ip` shows it.
@Tag("foreign")
class DockerNetworkOptionsIT {
    private static final String IMAGE = BusyboxImage.NAME;

    private static NetworkLab lab;
    private static DaemonProcess daemon;
    private static DockerCli docker;

    @BeforeAll
    static void start() {
        lab = new NetworkLab();
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-no0");
        docker = DockerCli.docker(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void stop() {
        try (var _ = lab) {
            if (daemon != null) daemon.close();
        }
    }

    @AfterEach
    void removeAll() {
        for (var id : docker.ok("ps", "-aq").lines().toList()) docker.ok("rm", "-f", id);
        docker.ok("network", "prune", "-f");
    }

    private static String run(String... words) {
        var line = new ArrayList<>(List.of("run", "-d"));
        line.addAll(List.of(words));
        line.addAll(List.of(IMAGE, "sleep", "9999"));
        return docker.ok(line.toArray(String[]::new));
    }

    private static String ip(String container, String... words) {
        var line = new ArrayList<>(List.of(HostTools.installed("ip", "iproute2").toString()));
        line.addAll(List.of(words));
        var pid = docker.ok("inspect", "-f", "{{.State.Pid}}", container);
        return NetworkLab.inNetworkOf(pid, line.toArray(String[]::new)).out();
    }

    private static String address(String container, String network) {
        return docker.ok(
                "inspect",
                "-f",
                "{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}",
                container);
    }

    @Test
    void info_names_what_makes_the_rules() {
        assertThat(docker.ok("info", "-f", "{{.FirewallBackend.Driver}}")).isEqualTo("nftables");
    }

    @Test
    void a_container_without_ipv6_has_no_address_of_it() {
        docker.ok("network", "create", "--ipv6", "--subnet", "fd00:ca15::/64", "both");
        run("--name", "with", "--network", "both");
        run("--name", "off", "--network=both", "--sysctl=net.ipv6.conf.all.disable_ipv6=1");

        var six = "{{.NetworkSettings.Networks.both.GlobalIPv6Address}}";
        assertThat(docker.ok("inspect", "-f", six, "with")).startsWith("fd00:ca15::");
        assertThat(docker.ok("inspect", "-f", six, "off")).isEmpty();
        assertThat(ip("with", "-6", "addr")).contains("fd00:ca15::");
        assertThat(ip("off", "-6", "addr")).isEmpty();
        assertThat(docker.ok("exec", "with", "nslookup", "-type=a", "off"))
                .contains(address("off", "both"));
        assertThat(docker.run("exec", "with", "nslookup", "-type=aaaa", "off").out())
                .doesNotContain("fd00:ca15::");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    --subnet 10.1.1.1/16 | invalid subnet 10.1.1.1/16: it should be 10.1.0.0/16
                    --subnet bad | invalid subnet bad: invalid CIDR block notation
                    --subnet 10.1.0.0/16 --ip-range 10.1.1.5/24 | it should be 10.1.1.0/24
                    --subnet 10.1.0.0/24 --ip-range 10.1.0.0/16 | is bigger than its parent subnet 10.1.0.0/24
                    --subnet 10.1.0.0/16 --aux-address a=10.1.0.1 | (a:10.1.0.1): Address already in use
                    --subnet 10.1.0.0/16 --subnet 10.2.0.0/16 | bridge driver doesn't support multiple subnets
                    --ipv4=false | IPv4 or IPv6 must be enabled
                    -d nodriver | plugin "nodriver" not found
                    -d overlay | This node is not a swarm manager
                    --ipam-driver odd | plugin "odd" not found
                    -d macvlan -o parent=nodev | invalid subinterface vlan name nodev, example formatting is eth0.10
                    -d macvlan -o parent=up0 -o macvlan_mode=odd | requested macvlan mode 'odd' is not valid, 'bridge' mode is the macvlan driver default
                    -d ipvlan -o parent=up0 -o ipvlan_flag=odd | requested ipvlan flag 'odd' is not valid, 'bridge' is the ipvlan driver default
                    -o com.docker.network.bridge.enable_icc=maybe | enable_icc value: maybe (strconv.ParseBool: parsing "maybe": invalid syntax)
                    -o com.docker.network.bridge.gateway_mode_ipv4=odd | gateway_mode_ipv4 value: odd (unknown gateway mode odd)
                    -o com.docker.network.bridge.gateway_mode_ipv4=isolated | gateway mode 'isolated' can only be used for an internal network
                    -o com.docker.network.driver.mtu=x | mtu value: x (strconv.Atoi: parsing "x": invalid syntax)
                    -o com.docker.network.driver.mtu=-1 | invalid MTU number: -1
                    -o com.docker.network.bridge.host_binding_ipv4=x | host_binding_ipv4 value: x (nil ip)
                    """)
    void what_cannot_be_is_refused_in_docker_s_words(String flags, String said) {
        var line = new ArrayList<>(List.of("network", "create"));
        line.addAll(List.of(flags.split(" ")));
        line.add("refused");

        var outcome = docker.run(line.toArray(String[]::new));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("Error response from daemon: ").contains(said);
        assertThat(docker.ok("network", "ls", "-q", "-f", "type=custom")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    --ip 10.99.0.9 | no configured subnet or ip-range contain the IP address 10.99.0.9
                    --ip6 fd00::1 | user specified IP address is supported only when connecting to networks
                    --ip bad | * invalid IPv4 address: bad
                    --link-local-ip bad | invalid link-local IP address: bad
                    """)
    void an_end_that_cannot_be_is_refused_when_the_container_is_made(String flags, String said) {
        docker.ok("network", "create", "--subnet", "10.44.0.0/16", "here");
        var line = new ArrayList<>(List.of("create", "--network", "here"));
        line.addAll(List.of(flags.split(" ")));
        line.addAll(List.of(IMAGE, "true"));

        assertThat(docker.run(line.toArray(String[]::new)).err())
                .contains("invalid config for network here: invalid endpoint settings:\n")
                .contains(said);
        assertThat(docker.ok("ps", "-aq")).isEmpty();
    }

    @Test
    void addresses_that_are_somebody_s_are_given_to_nobody_else() {
        docker.ok(
                "network",
                "create",
                "--subnet=10.44.0.0/16",
                "--ip-range=10.44.5.0/24",
                "--gateway=10.44.0.9",
                "--aux-address=x=10.44.5.1",
                "--ipam-opt=o=p",
                "--attachable",
                "full");
        run("--name", "one", "--network", "full", "--ip", "10.44.5.7");
        run("--name", "two", "--network", "full");

        assertThat(ip("one", "route")).contains("default via 10.44.0.9 dev eth0");
        for (var taken : List.of("10.44.5.7", "10.44.5.1", "10.44.0.9", "10.44.255.255")) {
            var second = docker.run("run", "--rm", "--network=full", "--ip=" + taken, IMAGE);
            assertThat(second.err()).as(taken).contains("Address already in use");
        }
        assertThat(address("two", "full")).isEqualTo("10.44.5.0");
        docker.ok("rm", "-f", "two");
        run("--name", "three", "--network", "full");
        assertThat(address("three", "full")).isEqualTo("10.44.5.2");
        assertThat(docker.ok("network", "inspect", "-f", "{{json .IPAM}}", "full"))
                .isEqualTo(
                        "{\"Driver\":\"default\",\"Options\":{\"o\":\"p\"},\"Config\":[{"
                                + "\"Subnet\":\"10.44.0.0/16\",\"IPRange\":\"10.44.5.0/24\","
                                + "\"Gateway\":\"10.44.0.9\","
                                + "\"AuxiliaryAddresses\":{\"x\":\"10.44.5.1\"}}]}");
        assertThat(docker.run("network", "rm", "full").err())
                .contains(
                        "network full has active endpoints (name:\"one\" id:\"", "name:\"three\"");
    }

    @Test
    void a_network_without_free_addresses_says_so_and_has_one_again_after_a_removal() {
        docker.ok("network", "create", "--subnet", "10.55.0.0/29", "small");
        for (int i = 0; i < 5; i++) run("--name", "c" + i, "--network", "small");

        var sixth = docker.run("run", "--name", "c5", "--network", "small", IMAGE, "true");

        assertThat(sixth.code()).isEqualTo(125);
        assertThat(sixth.err())
                .contains("no available IPv4 addresses on this network's address pools: small (");
        docker.ok("rm", "-f", "c3");
        docker.ok("start", "c5");
    }

    @Test
    void chosen_subnets_avoid_routes_of_the_host() {
        lab.host("ip", "route", "add", "172.18.0.0/15", "via", NetworkLab.NEIGHBOUR);
        try {
            docker.ok("network", "create", "chosen");
        } finally {
            lab.host("ip", "route", "delete", "172.18.0.0/15");
        }

        assertThat(
                        docker.ok(
                                "network",
                                "inspect",
                                "-f",
                                "{{range .IPAM.Config}}{{.Subnet}}{{end}}",
                                "chosen"))
                .isEqualTo("172.20.0.0/16");
    }

    @Test
    void an_end_has_the_addresses_settings_and_name_it_was_asked_to_have() {
        docker.ok("network", "create", "front");
        docker.ok("network", "create", "-o", "com.docker.network.container_iface_prefix=lan", "b");
        var settings = "com.docker.network.endpoint.sysctls=net.ipv4.conf.IFNAME.log_martians=1";
        run(
                "--name",
                "cc",
                "--network",
                "name=front,driver-opt=" + settings + ",mac-address=02:00:00:00:00:09",
                "--network",
                "name=b,gw-priority=3");
        docker.ok("network", "create", "late");
        docker.ok(
                "network",
                "connect",
                "--link-local-ip=169.254.8.8",
                "--link-local-ip=fe80::77",
                "--driver-opt=com.docker.network.endpoint.ifname=wan7",
                "--gw-priority=9",
                "late",
                "cc");

        assertThat(ip("cc", "-br", "link"))
                .contains("eth0@", "02:00:00:00:00:09", "lan0@", "wan7@");
        assertThat(docker.ok("exec", "cc", "cat", "/proc/sys/net/ipv4/conf/eth0/log_martians"))
                .isEqualTo("1");
        assertThat(ip("cc", "address", "show", "wan7"))
                .contains("inet 169.254.8.8/16", "inet6 fe80::77/64");
        assertThat(ip("cc", "route", "show", "default")).contains("dev wan7");
        assertThat(
                        docker.ok(
                                "inspect",
                                "-f",
                                "{{json .NetworkSettings.Networks.late.IPAMConfig}}",
                                "cc"))
                .isEqualTo("{\"LinkLocalIPs\":[\"169.254.8.8\",\"fe80::77\"]}");
        docker.ok("network", "disconnect", "late", "cc");
        assertThat(ip("cc", "route", "show", "default")).contains("dev lan0");
        assertThat(
                        docker.run("network", "connect", "--driver-opt=" + settings, "late", "cc")
                                .code())
                .isZero();
        assertThat(
                        docker.run(
                                        "network",
                                        "connect",
                                        "--driver-opt",
                                        settings.replace("IFNAME", "eth0"),
                                        "front",
                                        run("--network=b"))
                                .err())
                .contains("unrecognised network interface sysctl 'net.ipv4.conf.eth0.log");
    }

    @Test
    void a_network_of_both_families_leads_out_by_both() {
        docker.ok("network", "create", "--ipv6", "both");
        docker.ok("network", "create", "--ipv6", "--ipv4=false", "--subnet=fd42:1::/64", "six");
        run("--name", "bb", "--network", "both");
        run("--name", "ss", "--network", "six", "--ip6", "fd42:1::99");

        assertThat(ip("bb", "-6", "route", "show", "default")).contains("default via fd");
        assertThat(ip("bb", "-4", "route", "show", "default")).contains("default via 172.");
        assertThat(ip("ss", "-br", "address", "show", "eth0"))
                .contains("fd42:1::99/64")
                .doesNotContain("172.");
        assertThat(docker.ok("exec", "bb", "ping", "-6", "-c", "1", "-W", "2", "bb"))
                .contains("1 packets received");
        assertThat(docker.ok("network", "inspect", "-f", "{{.EnableIPv4}} {{.EnableIPv6}}", "six"))
                .isEqualTo("false true");
        assertThat(docker.ok("network", "ls", "-f", "name=six", "--format", "{{.IPv4}} {{.IPv6}}"))
                .isEqualTo("false true");
    }

    @Test
    void macvlan_goes_on_with_the_next_subnet_when_one_is_full() {
        docker.ok(
                "network",
                "create",
                "-d",
                "macvlan",
                "-o",
                "parent=up0",
                "--subnet=10.31.0.0/30",
                "--subnet=10.32.0.0/30",
                "upon");
        run("--name", "one", "--network", "upon");
        run("--name", "two", "--network", "upon");

        assertThat(List.of(address("one", "upon"), address("two", "upon")))
                .containsExactlyInAnyOrder("10.31.0.2", "10.32.0.2");
        assertThat(ip("one", "route", "show", "default"))
                .contains("via " + address("one", "upon").replace("0.2", "0.1"));
        assertThat(docker.ok("exec", "one", "ping", "-c", "1", "-W", "2", address("one", "upon")))
                .contains("1 packets received");
        assertThat(ip("one", "-d", "link", "show", "eth0")).contains("macvlan mode bridge");
        assertThat(docker.run("run", "--rm", "--network=upon", IMAGE).err())
                .contains("no available IPv4 addresses");
    }

    @Test
    void who_is_not_connected_is_told_so() {
        docker.ok("network", "create", "front");
        var plain = run("--name", "plain");
        run("--name", "hosted", "--network", "host");
        run("--name", "shares", "--network", "container:plain");

        assertThat(docker.run("network", "connect", "host", "plain").err())
                .contains("cannot connect container to host network - container must be created");
        assertThat(docker.run("network", "disconnect", "host", "hosted").err())
                .contains("cannot disconnect container from host network - container was created");
        assertThat(docker.run("network", "disconnect", "front", "plain").err())
                .contains("container " + plain + " is not connected to network front");
        assertThat(docker.run("network", "connect", "front", "shares").err())
                .contains("container sharing network namespace with another container or host");
        assertThat(docker.run("network", "disconnect", "front", "nobody").err())
                .contains("No such container: nobody");
        assertThat(docker.run("network", "disconnect", "-f", "front", "nobody").err())
                .contains("endpoint nobody not found");
        docker.ok("network", "connect", "front", "plain");
        docker.ok("network", "disconnect", "--force", "front", "plain");
        assertThat(docker.run("network", "rm", "front").code()).isZero();
    }
}
