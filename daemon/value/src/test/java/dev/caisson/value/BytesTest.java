package dev.caisson.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "64, 64",
        "64b, 64",
        "10k, 10240",
        "10 MB, 10485760",
        "1.5GiB, 1610612736",
        "2t, 2199023255552",
        "1p, 1125899906842624",
        "999999999999999999p, 9223372036854775807",
    })
    void sizes_are_read_in_powers_of_1024(String written, long bytes) {
        assertThat(Bytes.parse(written)).contains(new Bytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "10x", "k", "1..5g", "1e3", "ten"})
    void what_is_no_size_is_none(String written) {
        assertThat(Bytes.parse(written)).isEmpty();
    }
}
