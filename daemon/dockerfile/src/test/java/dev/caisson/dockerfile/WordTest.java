package dev.caisson.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordTest {
    private static final Variables VARIABLES =
            Variables.of(
                    Map.of(
                            "v", "value",
                            "empty", "",
                            "file", "src/main/app.tar.gz",
                            "many", "one two  three",
                            "star", "a*b"));

    /// The word, then what it becomes; `~` stands for an empty text.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | plain",
                "$v | value",
                "${v} | value",
                "a$v.b | avalue.b",
                "a${v}b | avalueb",
                "$nothing | ~",
                "\\$v | $v",
                "\\\\$v | \\value",
                "'$v' | $v",
                "\"$v\" | value",
                "\"\\$v\" | $v",
                "\"a\\b\" | a\\b",
                "\"a\\\"b\" | a\"b",
                "a' 'b | a b",
                "$ | $",
                "$. | $.",
                "$1x | x",
                "${v:-x} | value",
                "${empty:-x} | x",
                "${empty-x} | ~",
                "${nothing:-x} | x",
                "${nothing-x} | x",
                "${nothing:-$v} | value",
                "${nothing:-${other:-deep}} | deep",
                "${v:+x} | x",
                "${empty:+x} | ~",
                "${empty+x} | x",
                "${nothing+x} | ~",
                "${v:?must} | value",
                "${file#*/} | main/app.tar.gz",
                "${file##*/} | app.tar.gz",
                "${file%.*} | src/main/app.tar",
                "${file%%.*} | src/main/app",
                "${file#nothing} | src/main/app.tar.gz",
                "${file/a/A} | src/mAin/app.tar.gz",
                "${file//a/A} | src/mAin/App.tAr.gz",
                "${file//a/} | src/min/pp.tr.gz",
                "${file/m*n/x} | src/x/app.tar.gz",
                "${star/\\*/+} | a+b",
                "${file/?rc/lib} | lib/main/app.tar.gz",
                "${v%\"$v\"} | ~"
            })
    void variables_quotes_and_escapes_are_those_of_a_shell(String word, String becomes) {
        assertThat(new Word(word, '\\').expand(VARIABLES)).isEqualTo(becomes.replace("~", ""));
    }

    @Test
    void the_escape_character_is_the_files() {
        assertThat(new Word("C:\\dir`$v", '`').expand(VARIABLES)).isEqualTo("C:\\dir$v");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a | single-quote",
                "\"a | double-quote",
                "${v | missing '}'",
                "${} | bad substitution",
                "${v:} | unsupported modifier",
                "${v^} | unsupported modifier (^)",
                "${nothing:?is needed} | nothing: is needed",
                "${nothing?} | nothing: not allowed to be unset",
                "${empty:?} | empty: not allowed to be empty",
                "${v#a | missing '}'"
            })
    void what_a_shell_would_refuse_is_refused(String word, String reason) {
        assertThatThrownBy(() -> new Word(word, '\\').expand(VARIABLES))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(word);
    }

    @Test
    void blanks_of_a_variable_divide_a_list_but_not_in_quotes() {
        assertThat(new Word("a$many", '\\').expandToList(VARIABLES))
                .containsExactly("aone", "two", "three");
        assertThat(new Word("\"$many\"x", '\\').expandToList(VARIABLES))
                .containsExactly("one two  threex");
        assertThat(new Word("$nothing", '\\').expandToList(VARIABLES)).isEmpty();
        assertThat(new Word("''", '\\').expandToList(VARIABLES)).containsExactly("");
    }

    @Test
    void in_text_quotes_stay_and_only_an_escaped_dollar_loses_its_escape() {
        var text = "echo \"$v\" '$v' \\n \\$v\n";

        assertThat(Word.expandText(text, '\\', VARIABLES))
                .isEqualTo("echo \"value\" 'value' \\n $v\n");
    }

    @Test
    void the_variables_of_a_word_are_known_without_their_values() {
        assertThat(new Word("$a${b}${x:-$c}'$d'", '\\').variables()).containsExactly("a", "b", "c");
    }

    @Test
    void hostile_words_end_in_time_and_memory() {
        assertThatThrownBy(
                        () ->
                                new Word("${a:-".repeat(100) + "}".repeat(100), '\\')
                                        .expand(VARIABLES))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("nested");
        var large = Variables.of(Map.of("x", "y".repeat(1 << 20)));
        assertThatThrownBy(() -> new Word("$x".repeat(100), '\\').expand(large))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("too long");
        var stars = new Word("${x%%" + "*a".repeat(40) + "}", '\\');
        assertThat(stars.expand(Variables.of(Map.of("x", "a".repeat(2000))))).isEmpty();
    }
}
