package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.NetworkLab;
import dev.caisson.system.TestedEngine;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What docker's `network …` does, with every flag of it, in a network namespace of the test's own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
public abstract class NetworkCommandContract {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final Pattern FLAG =
            Pattern.compile("^\\s+(?:-[a-zA-Z], )?--([a-z0-9-]+)", Pattern.MULTILINE);

    /// The flags of each command, all of which the tests below use.
    private static final Map<String, Set<String>> FLAGS =
            Map.of(
                    "create",
                    Set.of(
                            "attachable",
                            "aux-address",
                            "config-from",
                            "config-only",
                            "driver",
                            "gateway",
                            "ingress",
                            "internal",
                            "ip-range",
                            "ipam-driver",
                            "ipam-opt",
                            "ipv4",
                            "ipv6",
                            "label",
                            "opt",
                            "scope",
                            "subnet"),
                    "connect",
                    Set.of(
                            "alias",
                            "driver-opt",
                            "gw-priority",
                            "ip",
                            "ip6",
                            "link",
                            "link-local-ip"),
                    "disconnect",
                    Set.of("force"),
                    "inspect",
                    Set.of("format", "verbose"),
                    "ls",
                    Set.of("filter", "format", "no-trunc", "quiet"),
                    "prune",
                    Set.of("filter", "force"),
                    "rm",
                    Set.of("force"));

    private NetworkLab lab;
    private DaemonProcess daemon;
    private DockerCli docker;

    /// The client under test.
    protected abstract DockerCli client(TestedEngine engine);

    @BeforeAll
    void startEngine() {
        lab = new NetworkLab();
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-nc0");
        docker = client(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    void endEngine() {
        try (var _ = lab) {
            if (daemon != null) daemon.close();
        }
    }

    @AfterEach
    void removeAll() {
        daemon.api().containers().forEach(daemon.api()::remove);
        docker.ok("network", "prune", "--force");
    }

    @Test
    void the_flags_of_the_client_are_those_that_are_tested() {
        var found = new TreeMap<String, Set<String>>();
        for (var command : FLAGS.keySet()) {
            var flags = new TreeSet<String>();
            var help = FLAG.matcher(docker.ok("network", command, "--help"));
            while (help.find()) flags.add(help.group(1));
            flags.remove("help");
            found.put(command, flags);
        }

        assertThat(found).isEqualTo(FLAGS);
    }

    @Test
    void create_takes_its_flags() {
        var id =
                docker.ok(
                        "network",
                        "create",
                        "--attachable",
                        "--internal",
                        "--ipv6",
                        "--ipv4=true",
                        "--driver=bridge",
                        "--ipam-driver=default",
                        "--ipam-opt=a=b",
                        "--subnet=10.61.0.0/16",
                        "--ip-range=10.61.5.0/24",
                        "--gateway=10.61.0.9",
                        "--aux-address=x=10.61.5.1",
                        "--aux-address=y=10.61.5.2",
                        "--subnet=fd61::/64",
                        "--label=c=d",
                        "--opt=com.docker.network.driver.mtu=1400",
                        "mine");

        assertThat(id).matches("[0-9a-f]{64}");
        assertThat(inspected("mine", "{{.Id}} {{.Driver}} {{.Scope}} {{.EnableIPv4}}"))
                .isEqualTo(id + " bridge local true");
        assertThat(inspected("mine", "{{.EnableIPv6}} {{.Attachable}} {{.Internal}} {{.Ingress}}"))
                .isEqualTo("true true true false");
        assertThat(inspected("mine", "{{.IPAM.Options}} {{.Options}} {{.Labels}}"))
                .isEqualTo("map[a:b] map[com.docker.network.driver.mtu:1400] map[c:d]");
        assertThat(inspected("mine", "{{json .IPAM.Config}}"))
                .contains(
                        "\"Subnet\":\"10.61.0.0/16\"",
                        "\"IPRange\":\"10.61.5.0/24\"",
                        "\"Gateway\":\"10.61.0.9\"",
                        "\"y\":\"10.61.5.2\"");
        assertThat(docker.run("network", "inspect", "--format={{.No.Such}}", "mine").err())
                .startsWith("template parsing error: template: ");
    }

    private String inspected(String network, String template) {
        return docker.ok("network", "inspect", "--format", template, network);
    }

    @Test
    void create_refuses_what_is_of_swarms_or_has_no_subnet() {
        assertThat(refused("--scope=swarm"))
                .contains("cannot create a swarm scoped network when swarm is not active");
        assertThat(refused("--config-only")).contains("not supported");
        assertThat(refused("--config-from=other"))
                .contains("configuration network \"other\" does not exist");
        assertThat(refused("--gateway=10.1.0.1"))
                .contains("every ip-range or gateway must have a corresponding subnet");
        assertThat(refused("--subnet=10.1.0.0/16", "--gateway=10.9.0.1"))
                .contains("no matching subnet for gateway 10.9.0.1");
        assertThat(refused("--subnet=10.1.0.0/16", "--ip-range=fd00::/80"))
                .contains("no matching subnet for range fd00::/80");
        assertThat(refused("--subnet=10.1.0.0/16", "--aux-address=a=10.9.0.1"))
                .contains("no matching subnet for aux-address 10.9.0.1");
        assertThat(refused("--subnet=10.1.0.0/16", "--subnet=10.1.2.0/24"))
                .contains("multiple overlapping subnet configuration is not supported");
        docker.ok("network", "create", "--ingress", "mesh");
        assertThat(inspected("mesh", "{{.Ingress}}")).isEqualTo("true");
    }

    private String refused(String... flags) {
        var line = new java.util.ArrayList<>(java.util.List.of("network", "create"));
        line.addAll(java.util.List.of(flags));
        line.add("refused");
        var outcome = docker.run(line.toArray(String[]::new));
        assertThat(outcome.code()).isNotZero();
        return outcome.err();
    }

    @Test
    void connect_and_disconnect_take_their_flags() {
        docker.ok(
                "network", "create", "--ipv6", "--subnet=fd62::/64", "--subnet=10.62.0.0/16", "n");
        docker.ok("run", "-d", "--name", "peer", "--network=n", IMAGE, "sleep", "9999");
        docker.ok("run", "-d", "--name", "moves", IMAGE, "sleep", "9999");

        docker.ok(
                "network",
                "connect",
                "--alias=other",
                "--driver-opt=com.docker.network.endpoint.ifname=lan7",
                "--gw-priority=5",
                "--ip=10.62.0.77",
                "--ip6=fd62::77",
                "--link=peer:friend",
                "--link-local-ip=169.254.7.7",
                "n",
                "moves");

        var shown = "{{with .NetworkSettings.Networks.n}}{{.IPAddress}} {{.GlobalIPv6Address}}";
        assertThat(
                        docker.ok(
                                "inspect",
                                "-f",
                                shown + " {{.Aliases}} {{.GwPriority}}{{end}}",
                                "moves"))
                .isEqualTo("10.62.0.77 fd62::77 [other] 5");
        assertThat(docker.ok("exec", "moves", "ip", "address", "show", "lan7"))
                .contains("10.62.0.77/16", "fd62::77/64", "169.254.7.7/16");
        assertThat(docker.ok("exec", "moves", "ip", "route")).contains("default via 10.62.0.1");
        assertThat(docker.ok("exec", "moves", "ping", "-c", "1", "friend")).contains("1 packets r");
        assertThat(docker.ok("exec", "peer", "ping", "-c", "1", "other")).contains("(fd62::77)");
        assertThat(docker.ok("network", "disconnect", "--force", "n", "moves")).isEmpty();
        assertThat(docker.run("network", "disconnect", "n", "moves").err())
                .contains("is not connected to network n");
    }

    @Test
    void a_container_in_none_has_to_leave_it_before_it_goes_elsewhere() {
        docker.ok("network", "create", "n");
        docker.ok("run", "-d", "--name", "alone", "--network", "none", IMAGE, "sleep", "9999");

        assertThat(docker.run("network", "connect", "n", "alone").err())
                .contains(
                        "container cannot be connected to multiple networks with one of the"
                                + " networks in private (none) mode");
        docker.ok("network", "disconnect", "none", "alone");
        assertThat(docker.run("network", "disconnect", "none", "alone").err())
                .contains("is not connected to network none");
        docker.ok("network", "connect", "n", "alone");
        assertThat(docker.ok("exec", "alone", "ip", "route")).contains("default via");
        assertThat(docker.ok("exec", "alone", "nslookup", "alone.", "127.0.0.11"))
                .contains("Address");
        assertThat(docker.run("network", "connect", "none", "alone").err())
                .contains("with one of the networks in private (none) mode");
        assertThat(docker.run("network", "connect", "host", "alone").code()).isEqualTo(1);

        docker.ok("restart", "-t", "0", "alone");
        assertThat(docker.ok("exec", "alone", "ip", "route")).contains("default via");
        docker.ok("rm", "-f", "alone");
        docker.ok("network", "rm", "n");
    }

    @Test
    void lists_inspect_and_removals_take_their_flags() {
        var id = docker.ok("network", "create", "--label=keep=no", "old");
        docker.ok("network", "create", "new");

        assertThat(docker.ok("network", "ls", "--quiet", "--no-trunc", "--filter=name=old"))
                .isEqualTo(id);
        assertThat(docker.ok("network", "ls", "--quiet", "--filter=label=keep=no"))
                .isEqualTo(id.substring(0, 12));
        assertThat(docker.ok("network", "ls", "--format={{.Name}} {{.Driver}} {{.Scope}}").lines())
                .containsExactly(
                        "bridge bridge local",
                        "host host local",
                        "new bridge local",
                        "none null local",
                        "old bridge local");
        assertThat(docker.ok("network", "ls").lines().findFirst().orElseThrow().split(" +"))
                .containsExactly("NETWORK", "ID", "NAME", "DRIVER", "SCOPE");
        assertThat(docker.ok("network", "inspect", "--verbose", "--format={{.Name}}", "old", "new"))
                .isEqualTo("old\nnew");
        assertThat(docker.ok("network", "prune", "--force", "--filter=label=keep=no"))
                .isEqualTo("Deleted Networks:\nold");
        assertThat(docker.ok("network", "rm", "new")).isEqualTo("new");
        assertThat(docker.run("network", "rm", "new").code()).isEqualTo(1);
        assertThat(docker.run("network", "rm", "--force", "new").code()).isZero();
    }

    @Test
    void containers_share_the_network_of_another_or_of_the_host() {
        docker.ok("run", "-d", "--name", "first", IMAGE, "sleep", "9999");

        var own = docker.ok("exec", "first", "ip", "address");
        assertThat(docker.ok("run", "--rm", "--network=container:first", IMAGE, "ip", "address"))
                .isEqualTo(own);
        assertThat(docker.ok("run", "--rm", "--network=host", IMAGE, "ls", "/sys/class/net"))
                .contains("up0");
        assertThat(docker.ok("run", "--rm", "--network=none", IMAGE, "ip", "-o", "link").lines())
                .hasSize(1);
    }
}
