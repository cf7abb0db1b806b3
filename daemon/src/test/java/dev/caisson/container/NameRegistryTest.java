package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Conflict;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameRegistryTest {
    private final NameRegistry names = new NameRegistry(new Random(7));

    @Test
    void a_name_belongs_to_one_container_until_it_is_given_back() {
        var first = ContainerId.random();
        var second = ContainerId.random();
        var name = new ContainerName("web");
        names.reserve(name, first);

        assertThatThrownBy(() -> names.reserve(name, second))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("The container name \"/web\" is already in use")
                .hasMessageContaining(first.value());
        names.release(name, second);
        assertThat(names.owner("web")).hasValue(first);
        names.release(name, first);
        names.reserve(name, second);
        assertThat(names.owner("web")).hasValue(second);
    }

    @Test
    void random_names_are_valid_and_never_given_twice() {
        var given = new HashSet<ContainerName>();

        for (int i = 0; i < 20_000; i++) given.add(names.reserveRandom(ContainerId.random()));

        assertThat(given).hasSize(20_000);
    }

    @Test
    void what_cannot_be_a_name_has_no_owner() {
        assertThat(names.owner("")).isEmpty();
        assertThat(names.owner("a b")).isEmpty();
        assertThat(names.owner("../etc")).isEmpty();
    }
}
