package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlagTableTest {
    @Test
    void the_tests_that_cover_flags_exist() throws ClassNotFoundException {
        for (var test : FlagTable.tests()) {
            int hash = test.indexOf('#');
            var methods = Class.forName(test.substring(0, hash)).getDeclaredMethods();

            assertThat(Arrays.stream(methods).map(method -> method.getName()))
                    .as(test)
                    .contains(test.substring(hash + 1));
        }
    }
}
