package dev.caisson.net.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.sys.Errno;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.system.HostTools;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Links, addresses and routes, in network namespaces that end with the test; what was made is
/// looked at with iproute2.
@Tag("kernel")
class RouteSocketIT {
    private final Syscalls syscalls = Syscalls.real();
    private final NetworkNamespace host = NetworkNamespace.create(syscalls, Map.of());
    private final NetworkNamespace container = NetworkNamespace.create(syscalls, Map.of());

    @AfterEach
    void close() {
        host.close();
        container.close();
    }

    @Test
    void a_container_behind_a_bridge_is_reached() throws Exception {
        int bridge = host.routes().addBridge("br0", "caisson test", 1400, "02:42:01:02:03:04");
        host.routes().configure(bridge, List.of(new LinkAddress(bridge, address("10.77.0.1"), 24)));
        host.routes()
                .addPair(
                        new LinkPair(
                                "veth1", "eth0", bridge, 1400, "02:42:0a:4d:00:02", true, true),
                        container.fd());
        var eth = container.routes().require("eth0");
        container
                .routes()
                .configure(
                        eth.index(),
                        List.of(
                                new LinkAddress(eth.index(), address("10.77.0.2"), 24),
                                new LinkAddress(eth.index(), address("fd77::2"), 64)));
        container.routes().addRoute(null, 0, address("10.77.0.1"), eth.index());

        assertThat(ip(host, "-d link show br0"))
                .contains("bridge", "mtu 1400", "02:42:01:02:03:04", "alias caisson test");
        assertThat(ip(host, "-d link show veth1"))
                .contains("master br0", "UP", "hairpin on", "isolated on");
        assertThat(ip(container, "address show eth0"))
                .contains("inet 10.77.0.2/24 brd 10.77.0.255", "inet6 fd77::2/64", "mtu 1400")
                .contains("02:42:0a:4d:00:02");
        assertThat(ip(container, "route")).contains("default via 10.77.0.1 dev eth0");
        HostTools.installed("ping", "iputils-ping");
        assertThat(run(container, "ping -c 1 -W 5 10.77.0.1".split(" "))).contains("1 received");
    }

    @Test
    void what_the_kernel_shows_is_what_was_made() throws Exception {
        int bridge = host.routes().addBridge("br0", "mine", 0, "");
        host.routes().configure(bridge, List.of(new LinkAddress(bridge, address("10.78.0.1"), 16)));
        host.routes().addRoute(address("10.99.0.0"), 16, address("10.78.0.9"), bridge);

        var link = host.routes().require("br0");
        assertThat(link.kind()).isEqualTo("bridge");
        assertThat(link.alias()).isEqualTo("mine");
        assertThat(link.isUp()).isTrue();
        assertThat(host.routes().links()).extracting(Link::name).contains("lo", "br0");
        assertThat(host.routes().addresses())
                .contains(new LinkAddress(bridge, address("10.78.0.1"), 16));
        assertThat(host.routes().routes())
                .contains(
                        new Route(address("10.78.0.0"), 16, null, bridge),
                        new Route(address("10.99.0.0"), 16, address("10.78.0.9"), bridge));
    }

    @Test
    void a_refusal_names_the_command_and_the_reason() {
        int _ = host.routes().addBridge("br0", "x", 0, "");

        assertThatThrownBy(() -> host.routes().addBridge("br0", "x", 0, ""))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.EEXIST))
                .hasMessageContaining("link add br0 type bridge");
        assertThat(host.routes().link("nowhere")).isEmpty();
    }

    @Test
    void a_device_is_renamed_moved_out_of_its_bridge_and_deleted() {
        int bridge = host.routes().addBridge("br0", "x", 0, "");
        host.routes()
                .addPair(
                        new LinkPair("veth1", "eth0", bridge, 0, "", false, false), container.fd());
        int veth = host.routes().require("veth1").index();

        host.routes().setMaster(veth, 0);
        host.routes().setUp(veth, false);
        host.routes().rename(veth, "other");
        host.routes().setMtu(veth, 1300);
        host.routes().setMac(veth, "02:00:00:00:00:09");

        var changed = host.routes().require("other");
        assertThat(changed.master()).isZero();
        assertThat(changed.mtu()).isEqualTo(1300);
        assertThat(changed.mac()).isEqualTo("02:00:00:00:00:09");
        assertThat(host.routes().deleteLink("other")).isTrue();
        assertThat(host.routes().deleteLink("other")).isFalse();
        assertThat(container.routes().link("eth0")).isEmpty();
    }

    @Test
    void many_devices_are_listed_whole() {
        for (int i = 0; i < 200; i++) {
            int _ = host.routes().addBridge("br" + i, "a rather long text for each of them", 0, "");
        }

        assertThat(host.routes().links()).hasSizeGreaterThan(200);
    }

    @Test
    void a_setting_is_written_in_its_own_namespace_only() throws Exception {
        var before = run(host, "cat", "/proc/sys/net/ipv4/ip_forward");

        container.setSysctl("net/ipv4/ip_forward", "1");

        assertThat(run(container, "cat", "/proc/sys/net/ipv4/ip_forward")).isEqualTo("1\n");
        assertThat(run(host, "cat", "/proc/sys/net/ipv4/ip_forward")).isEqualTo(before);
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    private static String ip(NetworkNamespace namespace, String arguments) throws Exception {
        return run(namespace, ("ip " + arguments).split(" "));
    }

    private static String run(NetworkNamespace namespace, String... command) throws Exception {
        var nsenter = HostTools.present("nsenter").toString();
        var path = "--net=/proc/" + ProcessHandle.current().pid() + "/fd/" + namespace.fd();
        var line = new java.util.ArrayList<>(List.of(nsenter, path));
        line.addAll(List.of(command));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        var output =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
