package dev.caisson.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.PortDraft;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.PublishedPort;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PortDifferenceTest {
    @Test
    void what_was_asked_for_and_is_there_does_not_differ() {
        var asked =
                List.of(
                        draft(80, null, 8080, 8080),
                        draft(81, null, 0, 0),
                        draft(82, "127.0.0.1", 9000, 9010));
        var published =
                List.of(
                        port(80, "0.0.0.0", 8080),
                        port(80, "::", 8080),
                        port(81, "0.0.0.0", 32768),
                        port(82, "127.0.0.1", 9004));

        assertThat(PortDifference.of(asked, published).isNone()).isTrue();
    }

    @Test
    void what_is_only_on_one_side_is_told() {
        var asked = List.of(draft(80, null, 8080, 8080), draft(80, "127.0.0.1", 8081, 8081));
        var published = List.of(port(80, "0.0.0.0", 8082), port(80, "0.0.0.0", 8080));

        assertThat(PortDifference.of(asked, published))
                .isEqualTo(
                        new PortDifference(
                                List.of(asked.get(1)), List.of(port(80, "0.0.0.0", 8082))));
    }

    @Test
    void a_routed_port_is_known_by_that_of_the_container() {
        var asked = List.of(draft(80, "127.0.0.1", 8080, 8080));
        var routed = PublishedPort.routed(Protocol.TCP, 80, address("0.0.0.0"));

        assertThat(PortDifference.of(asked, List.of(routed)).isNone()).isTrue();
    }

    private static PortDraft draft(int inside, @Nullable String host, int first, int last) {
        var address = host == null ? null : address(host);
        return new PortDraft(Protocol.TCP, inside, address, first, last, Publication.PLAIN);
    }

    private static PublishedPort port(int inside, String host, int port) {
        return PublishedPort.plain(Protocol.TCP, inside, address(host), port);
    }

    private static InetAddress address(String text) {
        return Addresses.parse(text).orElseThrow();
    }
}
