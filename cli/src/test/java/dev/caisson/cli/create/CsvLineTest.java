package dev.caisson.cli.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cli.arguments.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLineTest {
    @Test
    void fields_are_separated_by_commas() {
        assertThat(CsvLine.parse("a=1,b,,c=")).containsExactly("a=1", "b", "", "c=");
        assertThat(CsvLine.parse("")).containsExactly("");
        assertThat(CsvLine.parse("a,")).containsExactly("a", "");
    }

    @Test
    void a_quoted_field_holds_commas_and_doubled_quotes() {
        assertThat(CsvLine.parse("type=bind,\"src=/a,b\",dst=/c"))
                .containsExactly("type=bind", "src=/a,b", "dst=/c");
        assertThat(CsvLine.parse("\"\",\"x=\"\"1,2\"\"\"")).containsExactly("", "x=\"1,2\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a,b"c   | column 4: bare " in non-quoted field
                    "a      | column 3: extraneous or missing " in quoted-field
                    "a"b,c  | column 4: extraneous or missing " in quoted-field
                    x,"a""  | column 7: extraneous or missing " in quoted-field
                    """)
    void a_quote_in_the_wrong_place_is_told_as_by_docker(String line, String why) {
        assertThatThrownBy(() -> CsvLine.parse(line))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("for \"--mount\" flag: parse error on line 1, " + why);
    }
}
