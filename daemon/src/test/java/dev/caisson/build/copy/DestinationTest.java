package dev.caisson.build.copy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {
    @ParameterizedTest
    @CsvSource({
        "/a/b, /w, /a/b, false",
        "/a/b/, /w, /a/b, true",
        "b, /w, /w/b, false",
        "., /w, /w, true",
        "./, /w, /w, true",
        "../x, /w/v, /w/x, false",
        "../../../../x, /w, /x, false",
        "/, /w, /, true",
        "/a/., /w, /a, true",
        "/.., /w, /, true",
    })
    void a_destination_is_absolute_and_knows_whether_it_is_a_directory(
            String written, String workingDirectory, String path, boolean directory) {
        assertThat(Destination.of(written, workingDirectory))
                .isEqualTo(new Destination(path, directory));
    }
}
