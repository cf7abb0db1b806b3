package dev.caisson.cli.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxTest {
    private static Syntax syntax() {
        return new Syntax("[OPTIONS] IMAGE [COMMAND] [ARG...]", "Run", 1, Syntax.ANY)
                .flagsEndAtFirstArgument()
                .bool('i', "interactive", "")
                .bool('t', "tty", "")
                .bool("rm", "")
                .list('e', "env", "")
                .list('p', "publish", "")
                .string("name", "")
                .integer("stop-timeout", "")
                .decimal("cpus", "");
    }

    @Test
    void shorthands_can_be_joined_and_carry_their_value() {
        var arguments = syntax().parse(List.of("-itp80:80", "-e", "A=1", "-e=B=2", "busybox"));

        assertThat(arguments.flag("interactive")).isTrue();
        assertThat(arguments.flag("tty")).isTrue();
        assertThat(arguments.list("publish")).containsExactly("80:80");
        assertThat(arguments.list("env")).containsExactly("A=1", "B=2");
        assertThat(arguments.positional()).containsExactly("busybox");
    }

    @Test
    void flags_end_at_the_first_argument() {
        var arguments = syntax().parse(List.of("--rm", "busybox", "ls", "-l", "--", "--name"));

        assertThat(arguments.positional()).containsExactly("busybox", "ls", "-l", "--", "--name");
        assertThat(arguments.has("name")).isFalse();
    }

    @Test
    void a_truth_value_can_be_taken_back() {
        var arguments = syntax().parse(List.of("--rm", "--rm=false", "--tty=T", "x"));

        assertThat(arguments.flag("rm")).isFalse();
        assertThat(arguments.flag("tty")).isTrue();
    }

    @Test
    void a_double_dash_ends_the_flags() {
        assertThat(syntax().parse(List.of("--", "--rm", "x")).positional())
                .containsExactly("--rm", "x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    --nope x             ~ unknown flag: --nope
                    -iz x                ~ unknown shorthand flag: 'z' in -z
                    --name               ~ flag needs an argument: --name
                    -e                   ~ flag needs an argument: 'e' in -e
                    --rm=maybe x         ~ invalid argument "maybe" for "--rm" flag: strconv.ParseBool: parsing "maybe": invalid syntax
                    --stop-timeout=x y   ~ invalid argument "x" for "--stop-timeout" flag: strconv.ParseInt: parsing "x": invalid syntax
                    --cpus=x y           ~ invalid argument "x" for "--cpus" flag: strconv.ParseFloat: parsing "x": invalid syntax
                    --rm                 ~ requires at least 1 argument
                    """)
    void what_does_not_fit_is_told_in_the_words_of_docker(String given, String message) {
        assertThatThrownBy(() -> syntax().parse(List.of(given.split(" "))))
                .isInstanceOf(UsageError.class)
                .hasMessage(message);
    }

    @Test
    void help_is_accepted_without_the_arguments_that_are_needed() {
        assertThat(syntax().parse(List.of("--help")).flag("help")).isTrue();
    }
}
