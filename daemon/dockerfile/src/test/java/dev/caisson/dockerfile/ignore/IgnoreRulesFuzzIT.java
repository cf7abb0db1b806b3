package dev.caisson.dockerfile.ignore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any text is a set of rules, or is refused.
@Tag("fuzz")
class IgnoreRulesFuzzIT {
    static Stream<byte[]> seeds() {
        return Stream.of("# c\n*\n!a/**/b\n[^a-c]?\\*", "**/x/**\n/./a/../b/\n[a\\-b-c]")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_text_is_a_set_of_rules_or_is_refused(byte[] bytes) {
        IgnoreRules rules;
        try {
            rules = IgnoreRules.parse(new String(bytes, UTF_8));
        } catch (InvalidInput refused) {
            assertThat(refused.code()).isEqualTo(FaultCode.PATH_PATTERN_INVALID);
            return;
        }
        for (var path : List.of("a", "a/b", "a/b/c.d", "**", "[")) {
            assertThat(rules.excludes(path))
                    .isEqualTo(rules.deciding(path).filter(rule -> !rule.negated()).isPresent());
        }
    }
}
