package dev.caisson.dockerfile.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoreRulesTest {
    @ParameterizedTest
    @CsvSource({
        "*.md, README.md, true",
        "*.md, docs/README.md, false",
        "**/*.md, docs/README.md, true",
        "**/*.md, README.md, true",
        "**/*.md, xREADME.md, true",
        "**/foo, xfoo, false",
        "**/foo, a/b/foo, true",
        "a/**/b, a/b, true",
        "a/**/b, a/x/y/b, true",
        "a/**/b, ab, false",
        "a/**, a/x/y, true",
        "**, x, true",
        "node_modules, node_modules/a/b.js, true",
        "node_modules, src/node_modules/a, false",
        "/src/, src/a, true",
        "./src/../lib, lib/x, true",
        "a?c, abc, true",
        "a?c, a/c, false",
        "[a-c]x, bx, true",
        "[^a-c]x, bx, false",
        "[^a-c]x, dx, true",
        "\\*, *, true",
        "\\*, x, false",
        "Ünï*, Ünïcode, true"
    })
    void a_rule_matches_a_path_or_one_of_its_parents(String rule, String path, boolean excluded) {
        assertThat(IgnoreRules.parse(rule).excludes(path)).isEqualTo(excluded);
    }

    @Test
    void the_last_rule_that_matches_counts() {
        var rules =
                IgnoreRules.parse(
                        """
                        # a comment
                        *
                          ! src
                        src/*.tmp
                        !src/keep.tmp

                        """);

        assertThat(rules.excludes("README")).isTrue();
        assertThat(rules.excludes("src/a.c")).isFalse();
        assertThat(rules.excludes("src/a.tmp")).isTrue();
        assertThat(rules.excludes("src/keep.tmp")).isFalse();
        assertThat(rules.deciding("src/keep.tmp"))
                .hasValueSatisfying(
                        rule -> {
                            assertThat(rule).hasToString("!src/keep.tmp");
                            assertThat(rule.line()).isEqualTo(5);
                        });
    }

    @Test
    void an_excluded_directory_is_entered_only_for_what_may_be_taken_back() {
        var rules = IgnoreRules.parse("node_modules\nbuild\n!build/keep/this");

        assertThat(rules.mayHoldExceptions("node_modules")).isFalse();
        assertThat(rules.mayHoldExceptions("build")).isTrue();
        assertThat(rules.mayHoldExceptions("build/keep")).isTrue();
        assertThat(rules.mayHoldExceptions("build/other")).isFalse();
        assertThat(IgnoreRules.parse("a\n!**/x").mayHoldExceptions("a")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[]", "[a-]", "a\\", "[-x]"})
    void a_broken_pattern_is_refused_with_its_text(String pattern) {
        assertThatThrownBy(() -> IgnoreRules.parse(pattern))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(pattern);
    }

    @Test
    void many_stars_take_no_time() {
        var pattern = PathPattern.parse("*a".repeat(200));

        assertThat(pattern.matches("a".repeat(5000) + "b")).isFalse();
    }
}
