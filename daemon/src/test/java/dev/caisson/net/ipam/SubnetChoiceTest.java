package dev.caisson.net.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Subnets that nobody chose, and subnets as such.
class SubnetChoiceTest {
    @Test
    void subnets_never_overlap_each_other_or_a_route_of_the_host() {
        var used = new ArrayList<>(List.of(Subnet.parse("172.18.5.0/24")));
        var choice = SubnetChoice.standard();
        while (true) {
            var chosen = choice.choose(false, used);
            if (chosen.isEmpty()) break;
            assertThat(used).noneMatch(chosen.get()::overlaps);
            used.add(chosen.get());
        }

        assertThat(used).hasSize(1 + 14 + 16).contains(Subnet.parse("192.168.240.0/20"));
    }

    @Test
    void a_subnet_of_ipv6_is_local_and_random() {
        var first = SubnetChoice.unique(new Random(1), List.of());
        var second = SubnetChoice.unique(new Random(2), List.of(first));

        assertThat(first.toString()).startsWith("fd").endsWith("::/64");
        assertThat(second).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8, 16777216",
        "10.1.2.3/32, 10.1.2.3/32, 1",
        "0.0.0.0/0, 0.0.0.0/0, 4294967296",
        "fd00:1:0:0:0:0:0:5/64, fd00:1::/64, 4611686018427387904",
        "::1/128, ::1/128, 1"
    })
    void a_subnet_begins_where_its_prefix_says(String written, String shown, long size) {
        assertThat(Subnet.parse(written).toString()).isEqualTo(shown);
        assertThat(Subnet.parse(written).size()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0/24",
                "a/8",
                "10.0.0.0/-1",
                "1.2.3.4.5/8",
                "fd00::/129",
                "010.0.0.1/8",
                "::1%eth0/64",
                "example.com/8"
            })
    void what_is_no_subnet_is_refused(String written) {
        assertThatThrownBy(() -> Subnet.parse(written)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void overlap_is_symmetric_and_follows_containment() {
        var wide = Subnet.parse("10.0.0.0/8");
        var narrow = Subnet.parse("10.9.0.0/16");

        assertThat(wide.overlaps(narrow)).isTrue();
        assertThat(narrow.overlaps(wide)).isTrue();
        assertThat(narrow.overlaps(Subnet.parse("10.10.0.0/16"))).isFalse();
        assertThat(wide.overlaps(Subnet.parse("fd00::/8"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "fd00:0:0:1:0:0:0:2, fd00:0:0:1::2",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "10.0.0.1, 10.0.0.1"
    })
    void addresses_are_written_as_short_as_can_be(String written, String shown) {
        assertThat(Addresses.text(Addresses.parse(written).orElseThrow())).isEqualTo(shown);
    }
}
