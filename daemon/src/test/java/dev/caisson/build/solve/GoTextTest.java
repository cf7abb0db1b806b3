package dev.caisson.build.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoTextTest {
    @Test
    void words_are_quoted_as_go_does() {
        assertThat(GoText.quoted(List.of("/bin/sh", "-c", "echo \"a\"\n\t\\")))
                .isEqualTo("[\"/bin/sh\" \"-c\" \"echo \\\"a\\\"\\n\\t\\\\\"]");
        assertThat(GoText.plain(List.of("80/tcp", "53/udp"))).isEqualTo("[80/tcp 53/udp]");
        assertThat(GoText.character(3)).isEqualTo("'\\x03'");
    }

    @Test
    void durations_are_written_as_go_does() {
        assertThat(GoText.quoted(Duration.ofSeconds(90))).isEqualTo("\"1m30s\"");
        assertThat(GoText.quoted(Duration.ofHours(2))).isEqualTo("\"2h0m0s\"");
        assertThat(GoText.quoted(Duration.ofMillis(1500))).isEqualTo("\"1.5s\"");
        assertThat(GoText.quoted(Duration.ofMillis(5))).isEqualTo("\"5ms\"");
        assertThat(GoText.quoted(Duration.ZERO)).isEqualTo("\"0s\"");
    }
}
