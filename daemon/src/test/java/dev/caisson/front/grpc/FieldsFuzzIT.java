package dev.caisson.front.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes are a message, or are refused.
@Tag("fuzz")
class FieldsFuzzIT {
    static Stream<byte[]> seeds() {
        return Stream.of(
                new FieldWriter().text(1, "a").number(2, 3).toBytes(),
                new FieldWriter().texts(4, Map.of("k", "v")).bytes(5, new byte[3]).toBytes());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_bytes_are_a_message_or_are_refused(byte[] bytes) {
        try {
            var fields = Fields.parse(bytes);
            for (int number = 1; number < 20; number++) {
                assertThat(fields.bytes(number)).isNotNull();
                assertThat(fields.number(number)).isEqualTo(fields.number(number));
                var _ = fields.texts(number);
                var _ = fields.textMap(number);
                var _ = fields.messages(number);
            }
        } catch (CallFailed refused) {
            assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT);
        }
    }
}
