package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.NetworkLab;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What dockerd's flags about networks make of the default network, of others and of the files of
/// containers.
@Tag("foreign")
class DaemonNetworkKeysIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final List<String> FLAGS =
            List.of(
                    "--bip=10.70.0.1/16",
                    "--fixed-cidr=10.70.5.0/24",
                    "--default-gateway=10.70.0.254",
                    "--ipv6",
                    "--fixed-cidr-v6=fd70::/64",
                    "--ip=127.0.0.1",
                    "--ip-masq=false",
                    "--ip-forward=false",
                    "--dns=10.200.0.9",
                    "--dns-search=example.test",
                    "--dns-opt=timeout:1",
                    "--host-gateway-ip=10.200.0.1",
                    "--host-gateway-ip=fd99::1",
                    "--default-network-opt=bridge=com.docker.network.driver.mtu=1400");

    private static NetworkLab lab;
    private static DaemonProcess daemon;
    private static DockerCli docker;

    @BeforeAll
    static void start() {
        lab = new NetworkLab();
        lab.withSix();
        lab.host("sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward");
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-dk0", FLAGS);
        docker = DockerCli.docker(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void stop() {
        try (var _ = lab) {
            if (daemon != null) daemon.close();
        }
    }

    private static String inside(String network, String... command) {
        var line = new ArrayList<>(List.of("run", "--rm", "--network", network));
        line.addAll(List.of("--add-host=gate:host-gateway", IMAGE));
        line.addAll(List.of(command));
        return docker.ok(line.toArray(String[]::new));
    }

    @Test
    void the_default_network_is_as_it_was_configured() {
        assertThat(docker.ok("network", "inspect", "-f", "{{json .IPAM.Config}}", "bridge"))
                .isEqualTo(
                        "[{\"Subnet\":\"10.70.0.0/16\",\"IPRange\":\"10.70.5.0/24\","
                                + "\"Gateway\":\"10.70.0.1\","
                                + "\"AuxiliaryAddresses\":{\"DefaultGatewayIPv4\":\"10.70.0.254\"}},"
                                + "{\"Subnet\":\"fd70::/64\",\"IPRange\":\"fd70::/64\","
                                + "\"Gateway\":\"fd70::1\"}]");
        assertThat(inside("bridge", "ip", "route"))
                .contains("default via 10.70.0.254", "src 10.70.5.");
        assertThat(inside("bridge", "ip", "-6", "route")).contains("default via fd70::1");
        assertThat(lab.host("ip", "-o", "address", "show", "caisson-dk0").out())
                .contains("10.70.0.1/16", "fd70::1/64");
        assertThat(lab.host("nft", "list", "ruleset").out())
                .doesNotContain("oifname != \"caisson-dk0\" masquerade");
        assertThat(lab.host("cat", "/proc/sys/net/ipv4/ip_forward").out()).isEqualTo("0\n");
    }

    @Test
    void ports_are_published_where_the_flag_says() {
        docker.ok("run", "-d", "--name", "web", "-p", "8080:80", IMAGE, "sleep", "9999");

        assertThat(docker.ok("port", "web")).isEqualTo("80/tcp -> 127.0.0.1:8080");
        docker.ok("rm", "-f", "web");
    }

    @Test
    void containers_ask_whom_the_flags_name() {
        assertThat(inside("bridge", "cat", "/etc/resolv.conf"))
                .isEqualTo("nameserver 10.200.0.9\nsearch example.test\noptions timeout:1");
        assertThat(inside("bridge", "cat", "/etc/hosts"))
                .contains("10.200.0.1\tgate", "fd99::1\tgate");
        var own = List.of("run", "--rm", "--dns=10.200.0.8", IMAGE, "cat", "/etc/resolv.conf");
        assertThat(docker.ok(own.toArray(String[]::new)))
                .isEqualTo("nameserver 10.200.0.8\nsearch example.test\noptions timeout:1");
    }

    @Test
    void networks_have_the_default_options_of_their_driver() {
        docker.ok("network", "create", "plain");
        docker.ok("network", "create", "-o", "com.docker.network.driver.mtu=1300", "own");

        assertThat(inside("plain", "cat", "/sys/class/net/eth0/mtu")).isEqualTo("1400");
        assertThat(inside("own", "cat", "/sys/class/net/eth0/mtu")).isEqualTo("1300");
        assertThat(docker.ok("network", "inspect", "-f", "{{json .Options}}", "plain"))
                .isEqualTo("{\"com.docker.network.driver.mtu\":\"1400\"}");
        assertThat(inside("plain", "cat", "/etc/resolv.conf"))
                .contains("nameserver 127.0.0.11", "search example.test");
        docker.ok("network", "rm", "plain", "own");
    }
}
