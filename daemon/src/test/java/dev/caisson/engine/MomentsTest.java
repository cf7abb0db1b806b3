package dev.caisson.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "1767322800, 2026-01-02T03:00:00Z",
        "1767322800.5, 2026-01-02T03:00:00.500Z",
        "1h30m, 2026-01-02T01:34:05Z",
        "1.5h, 2026-01-02T01:34:05Z",
        "0s, 2026-01-02T03:04:05Z",
        "2020-01-01T00:00:00Z, 2020-01-01T00:00:00Z",
        "2020-01-01T02:00:00.25+02:00, 2020-01-01T00:00:00.250Z"
    })
    void a_moment_is_a_number_a_length_of_time_or_a_date(String text, Instant moment) {
        assertThat(Moments.parse(text, NOW)).isEqualTo(moment);
    }

    @Test
    void a_date_without_zone_is_one_of_the_host() {
        var midnight = LocalDate.parse("2020-01-01").atStartOfDay(ZoneId.systemDefault());

        assertThat(Moments.parse("2020-01-01", NOW)).isEqualTo(midnight.toInstant());
        assertThat(Moments.parse("2020-01-01T00:00:01", NOW))
                .isEqualTo(midnight.plusSeconds(1).toInstant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "2020-13-01", "T", "1 h", "2020-01-01 00:00", "-5"})
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Moments.parse(text, NOW)).isInstanceOf(InvalidInput.class);
    }
}
