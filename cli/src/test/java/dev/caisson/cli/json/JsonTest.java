package dev.caisson.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void what_is_read_is_written_again() throws IOException {
        var text =
                "{\"a\":[1,2.5,null,true,\"ü\\n\"],\"b\":{\"c\":18446744073709551615},\"d\":{},\"e\":[]}";

        assertThat(new String(Json.write(Json.parse(utf8(text))), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void paths_lead_to_members_and_what_is_missing_is_empty() throws IOException {
        var value = Json.parse(utf8("{\"a\":{\"b\":7,\"c\":\"x\",\"d\":true,\"e\":null}}"));

        assertThat(Json.number(value, "a", "b")).isEqualTo(7);
        assertThat(Json.text(value, "a", "c")).isEqualTo("x");
        assertThat(Json.flag(value, "a", "d")).isTrue();
        assertThat(Json.text(value, "a", "e")).isEmpty();
        assertThat(Json.text(value, "no", "such")).isEmpty();
        assertThat(Json.list(Json.at(value, "no"))).isEmpty();
    }

    @Test
    void objects_are_indented_by_four_spaces() throws IOException {
        assertThat(Json.indented(Json.parse(utf8("[{\"a\":[1,2],\"b\":{},\"c\":[]}]"))))
                .isEqualTo(
                        """
                        [
                            {
                                "a": [
                                    1,
                                    2
                                ],
                                "b": {},
                                "c": []
                            }
                        ]""");
    }

    @Test
    void a_stream_has_values_one_after_the_other() throws IOException {
        try (var stream = Json.stream(new ByteArrayInputStream(utf8("{\"a\":1}\n{\"a\":2}\n")))) {
            assertThat(Json.number(stream.next(), "a")).isEqualTo(1);
            assertThat(Json.number(stream.next(), "a")).isEqualTo(2);
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    void what_is_not_json_is_an_error() {
        assertThatThrownBy(() -> Json.parse(utf8("{oops"))).isInstanceOf(IOException.class);
    }
}
