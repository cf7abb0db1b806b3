package dev.caisson.cli.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "999, 999B",
        "1000, 1kB",
        "1234, 1.23kB",
        "45600000, 45.6MB",
        "100500, 100kB",
        "2000000000, 2GB",
        "999999, 1e+03kB"
    })
    void sizes_have_three_significant_digits(long bytes, String expected) {
        assertThat(Units.size(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1048576, 1MiB", "2097152000, 1.953GiB", "6291456, 6MiB"})
    void binary_sizes_have_four_significant_digits(long bytes, String expected) {
        assertThat(Units.binarySize(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.5S, Less than a second",
        "PT1S, 1 second",
        "PT59S, 59 seconds",
        "PT60S, About a minute",
        "PT59M59S, 59 minutes",
        "PT60M, About an hour",
        "PT47H, 47 hours",
        "P3D, 3 days",
        "P15D, 2 weeks",
        "P70D, 2 months",
        "P800D, 2 years"
    })
    void lengths_of_time_have_one_unit(Duration length, String expected) {
        assertThat(Units.duration(length)).isEqualTo(expected);
    }

    @Test
    void a_table_pads_every_column_but_the_last() {
        var table = new Table("ID", "NAME").row(List.of("1", "a")).row(List.of("12345", "bb"));

        assertThat(table.toString()).isEqualTo("ID      NAME\n1       a\n12345   bb\n");
    }

    @Test
    void a_listing_follows_the_format() {
        var listing =
                new Listing()
                        .column("ID", "CONTAINER ID", row -> Json.text(row, "Id"))
                        .hidden("Name", "NAME", row -> Json.text(row, "Name"));
        List<Object> rows = List.of(Map.of("Id", "1", "Name", "x"), Map.of("Id", "2", "Name", "y"));

        assertThat(listing.render(List.copyOf(rows), null)).isEqualTo("CONTAINER ID\n1\n2\n");
        assertThat(listing.render(List.copyOf(rows), "{{.ID}}:{{.Name}}")).isEqualTo("1:x\n2:y\n");
        assertThat(listing.render(List.copyOf(rows), "table {{.Name}}\\t{{.ID}}"))
                .isEqualTo("NAME   CONTAINER ID\nx      1\ny      2\n");
        assertThat(listing.render(List.copyOf(rows), "json"))
                .isEqualTo("{\"ID\":\"1\",\"Name\":\"x\"}\n{\"ID\":\"2\",\"Name\":\"y\"}\n");
    }

    @Test
    void a_moment_can_be_relative_to_now() {
        var now = Instant.parse("2026-01-02T03:04:05Z");

        assertThat(Moment.parameter("1700000000.5", now)).isEqualTo("1700000000.5");
        assertThat(Moment.parameter("1h30m", now)).isEqualTo("1767317645.000000000");
        assertThat(Moment.parameter("2026-01-02T03:04:05.25Z", now))
                .isEqualTo("1767323045.250000000");
        assertThatThrownBy(() -> Moment.parameter("soon", now)).isInstanceOf(UsageError.class);
    }

    @Test
    void published_ports_are_shown_with_their_host_address() {
        List<Object> ports =
                List.of(
                        Map.of(
                                "IP",
                                "0.0.0.0",
                                "PublicPort",
                                8080L,
                                "PrivatePort",
                                80L,
                                "Type",
                                "tcp",
                                "Reach",
                                "lan"),
                        Map.of("IP", "::", "PublicPort", 8080L, "PrivatePort", 80L, "Type", "tcp"),
                        Map.of("PrivatePort", 443L, "Type", "tcp"));

        assertThat(Ports.shown(List.copyOf(ports)))
                .isEqualTo("0.0.0.0:8080->80/tcp (LAN), [::]:8080->80/tcp, 443/tcp");
    }
}
