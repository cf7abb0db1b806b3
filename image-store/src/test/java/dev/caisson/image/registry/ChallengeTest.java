package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void a_token_challenge_keeps_commas_inside_its_quotes() {
        var header =
                "Bearer realm=\"https://auth.example/token\",service=\"registry.example\","
                        + "scope=\"repository:a/b:pull,push\"";

        assertThat(Challenge.parse(header))
                .containsExactly(
                        new Challenge(
                                "bearer",
                                Map.of(
                                        "realm", "https://auth.example/token",
                                        "service", "registry.example",
                                        "scope", "repository:a/b:pull,push")));
    }

    @Test
    void several_challenges_may_share_a_header() {
        var found = Challenge.parse("Basic realm=\"x\", Bearer realm=\"y\" , service=z");

        assertThat(found)
                .containsExactly(
                        new Challenge("basic", Map.of("realm", "x")),
                        new Challenge("bearer", Map.of("realm", "y", "service", "z")));
        assertThat(Challenge.best(List.of("Basic realm=\"x\"", "Bearer realm=\"y\"")))
                .get()
                .extracting(Challenge::scheme)
                .isEqualTo("bearer");
    }

    @Test
    void an_unknown_scheme_is_no_challenge() {
        assertThat(Challenge.best(List.of("Negotiate", "NTLM abc"))).isEmpty();
    }

    @Test
    void no_header_breaks_the_parser() {
        var random = new Random(7);
        var alphabet = "ab=\",\\ \tBearer()é\u0000";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            int length = random.nextInt(40);
            for (int k = 0; k < length; k++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThatCode(() -> Challenge.parse(text.toString()))
                    .as("header %s", text)
                    .doesNotThrowAnyException();
        }
    }
}
