package dev.caisson.net.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The bytes of requests. Those of the first four are what iproute2 sends for the same command,
/// seen with strace.
class RouteMessagesTest {
    @Test
    void a_bridge_is_asked_for_as_iproute2_does() {
        assertBytes(
                RouteMessages.addBridge("br9", 0, ""),
                "38000000 1000 0506 07000000 00000000", // header: NEWLINK, create, exclusive, ack
                "00000000 00000000 00000000 00000000", // ifinfomsg
                "0800 0300 62723900", // its name
                "1000 1280 0b00 0100 62726964676500 00"); // nested: its kind, with its NUL
    }

    @Test
    void an_address_comes_with_its_prefix_and_broadcast() throws Exception {
        assertBytes(
                RouteMessages.addAddress(3, address("10.9.0.1"), 24),
                "30000000 1400 0506 07000000 00000000",
                "02 18 00 00 03000000", // ifaddrmsg
                "0800 0200 0a090001",
                "0800 0100 0a090001",
                "0800 0400 0a0900ff");
    }

    @Test
    void a_device_is_brought_up_without_touching_its_other_flags() {
        assertBytes(
                RouteMessages.setUp(3, true),
                "20000000 1000 0500 07000000 00000000",
                "00000000 03000000 01000000 01000000");
    }

    @Test
    void a_route_names_its_gateway_and_its_device() throws Exception {
        assertBytes(
                RouteMessages.addRoute(address("10.8.0.0"), 16, address("10.9.0.2"), 3, 2),
                "34000000 1800 0506 07000000 00000000",
                "02 10 00 00 fe 03 00 01 00000000", // rtmsg
                "0800 0100 0a080000",
                "0800 0500 0a090002",
                "0800 0400 03000000");
    }

    @Test
    void a_pair_names_bridge_namespace_and_the_address_of_its_other_end() {
        var pair = new LinkPair("veth1", "eth0", 5, 1400, "02:42:0a:09:00:02", false, false);
        assertBytes(
                RouteMessages.addPair(pair, 9),
                "8c000000 1000 0506 07000000 00000000",
                "00000000 00000000 01000000 01000000",
                "0a00 0300 7665746831 00 0000",
                "0800 0400 78050000",
                "0800 0a00 05000000",
                "5000 1280", // IFLA_LINKINFO
                "0900 0100 76657468 00 000000",
                "4000 0280 3c00 0180", // data, peer
                "00000000 00000000 00000000 00000000",
                "0900 0300 65746830 00 000000",
                "0800 0400 78050000",
                "0a00 0100 02420a090002 0000",
                "0800 1c00 09000000");
    }

    @Test
    void an_address_of_ipv6_needs_no_detection_of_doubles_and_has_no_broadcast() throws Exception {
        var bytes = RouteMessages.addAddress(3, address("fd00::2"), 64).bytes(1);

        assertThat(bytes[NetlinkRequest.HEADER]).isEqualTo((byte) RouteMessages.AF_INET6);
        assertThat(bytes[NetlinkRequest.HEADER + 2]).isEqualTo((byte) RouteMessages.IFA_F_NODAD);
        assertThat(bytes).hasSize(16 + 8 + 20 + 20);
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private static void assertBytes(NetlinkRequest request, String... parts) {
        var expected = String.join("", parts).replace(" ", "");
        assertThat(HexFormat.of().formatHex(request.bytes(7))).isEqualTo(expected);
    }
}
