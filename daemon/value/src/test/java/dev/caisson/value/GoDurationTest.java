package dev.caisson.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "10s, PT10S",
        "1h30m, PT1H30M",
        "1.5s, PT1.5S",
        "2.s, PT2S",
        "300ms, PT0.3S",
        "7us, PT0.000007S",
        "7µs, PT0.000007S",
        "9ns, PT0.000000009S"
    })
    void parts_are_added(String written, Duration length) {
        assertThat(GoDuration.parse(written)).hasValue(length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "1x", "1s x", "1 s", "-1s", "1s2"})
    void anything_else_is_none(String written) {
        assertThat(GoDuration.parse(written)).isEmpty();
    }

    @Test
    void the_order_of_parts_is_free() {
        assertThat(GoDuration.parse("1s1h")).hasValue(Duration.ofSeconds(3601));
    }
}
