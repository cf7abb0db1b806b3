package dev.caisson.front.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.fault.InvalidInput;
import java.net.URLEncoder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;

/// What is read as Go reads it: JSON, filters, queries, numbers and times.
@Tag("fuzz")
class GoSyntaxFuzzIT {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"label\":[\"a=b\"],\"name\":{\"x\":true,\"y\":false}}",
                        "{\"a\":[1,-2.5e+3,\"\\u00e9\\n\",null,true,false,{}],\"b\":[]} x",
                        "[[[[0.1E2]]]]",
                        "a=b&c=%2f+x&d&=&a=c;d",
                        "1700000000.5",
                        "2024-01-02T03:04:05.678+02:00",
                        "1h30m",
                        "-12")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_text_is_read_or_refused(byte[] bytes) {
        var text = new String(bytes, UTF_8);

        refusable(() -> FilterParameter.parse(text));
        refusable(() -> Query.parse(text));
        refusable(() -> GoNumbers.atoi(text));
        refusable(() -> GoNumbers.terminalSize("height", text));
        assertThat(Query.parse("k=" + URLEncoder.encode(text, UTF_8)).text("k")).isEqualTo(text);
        if (isJson(text)) {
            assertThat(GoSyntax.error(text.getBytes(UTF_8))).isNull();
            assertThat(GoSyntax.hasMore(text.getBytes(UTF_8))).isFalse();
        }
        var message = new String(Json.error(text), UTF_8);
        assertThat(Json.mapper().readTree(message).get("message").stringValue()).isEqualTo(text);
    }

    private static boolean isJson(String text) {
        try {
            return !Json.mapper().readTree(text).isMissingNode();
        } catch (JacksonException broken) {
            return false;
        }
    }

    private static void refusable(Runnable reading) {
        try {
            reading.run();
        } catch (InvalidInput refused) {
            assertThat(refused.text()).isNotBlank();
        }
    }
}
