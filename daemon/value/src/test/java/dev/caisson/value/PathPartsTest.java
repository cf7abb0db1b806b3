package dev.caisson.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPartsTest {
    @ParameterizedTest
    @CsvSource({
        "a/b, a/b",
        "/a//b/, a/b",
        "./a/./b, a/b",
        "a/../b, b",
        "../../a, a",
        "a/b/../.., ''",
        "/, ''",
        "'', ''",
        "..., ..."
    })
    void dots_are_taken_by_their_words_and_never_lead_above(String path, String cleaned) {
        assertThat(String.join("/", PathParts.of(path))).isEqualTo(cleaned);
    }
}
