package dev.caisson.net.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses are given out once, in order, and again as late as can be.
class AddressPoolTest {
    private static AddressPool pool(String subnet) {
        var parsed = Subnet.parse(subnet);
        return new AddressPool(new Pool(parsed, null, parsed.at(1), Map.of()));
    }

    private static InetAddress address(String text) {
        return Addresses.parse(text).orElseThrow();
    }

    @Test
    void the_first_the_last_and_the_gateway_are_nobody_s() {
        var pool = pool("10.0.0.0/29");

        assertThat(List.of(1, 2, 3, 4, 5))
                .map(_ -> pool.take().map(Addresses::text).orElse(""))
                .containsExactly("10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6");
        assertThat(pool.take()).isEmpty();
        assertThat(pool.take(address("10.0.0.0"))).isFalse();
        assertThat(pool.take(address("10.0.0.1"))).isFalse();
        assertThat(pool.take(address("10.0.0.7"))).isFalse();
    }

    @Test
    void an_address_that_was_given_back_is_the_last_to_be_given_out_again() {
        var pool = pool("10.0.0.0/29");
        var first = pool.take().orElseThrow();
        pool.release(first);

        assertThat(List.of(1, 2, 3, 4)).map(_ -> pool.take().orElseThrow()).doesNotContain(first);
        assertThat(pool.take()).hasValue(first);
    }

    @Test
    void a_range_limits_what_is_given_out_but_not_what_is_asked_for() {
        var subnet = Subnet.parse("10.1.0.0/16");
        var pool =
                new AddressPool(
                        new Pool(
                                subnet,
                                Subnet.parse("10.1.5.0/30"),
                                subnet.at(1),
                                Map.of("router", address("10.1.5.1"))));

        assertThat(pool.take(address("10.1.200.7"))).isTrue();
        assertThat(pool.take(address("10.1.200.7"))).isFalse();
        assertThat(List.of(1, 2, 3))
                .map(_ -> pool.take().map(Addresses::text).orElse(""))
                .containsExactly("10.1.5.0", "10.1.5.2", "10.1.5.3");
        assertThat(pool.take()).isEmpty();
    }

    @Test
    void a_subnet_of_two_has_two_addresses() {
        var subnet = Subnet.parse("10.0.0.4/31");
        var pool = new AddressPool(new Pool(subnet, null, subnet.at(0), Map.of()));

        assertThat(pool.take().map(Addresses::text)).hasValue("10.0.0.5");
        assertThat(pool.take()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/26", "192.168.16.0/24", "fd00:1::/64"})
    void nobody_ever_shares_an_address(String subnet) {
        var pool = pool(subnet);
        var random = new Random(subnet.hashCode());
        var held = new ArrayDeque<InetAddress>();
        var all = new HashSet<InetAddress>();
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(3) > 0) {
                var taken = pool.take();
                if (taken.isEmpty()) continue;
                assertThat(all.add(taken.get())).as(subnet + " step " + i).isTrue();
                assertThat(Subnet.parse(subnet).contains(taken.get())).isTrue();
                held.add(taken.get());
            } else if (!held.isEmpty()) {
                var released = held.remove();
                all.remove(released);
                pool.release(released);
            }
        }
    }

    @Test
    void what_an_earlier_engine_gave_out_is_neither_given_out_nor_followed_early() {
        var pool = pool("10.0.0.0/28");
        assertThat(pool.take(address("10.0.0.5"))).isTrue();
        pool.continueBehind(address("10.0.0.5"));

        assertThat(pool.take().map(Addresses::text)).hasValue("10.0.0.6");
    }
}
