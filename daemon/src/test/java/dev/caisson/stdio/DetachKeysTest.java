package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeysTest {
    @Test
    void nothing_written_means_ctrl_p_ctrl_q() {
        assertThat(DetachKeys.parse("")).isEqualTo(DetachKeys.parse("ctrl-p,ctrl-q"));
        assertThat(DetachKeys.defaults()).isEqualTo(DetachKeys.parse("ctrl-p,ctrl-q"));
    }

    @Test
    void every_form_of_a_key_is_understood() {
        var keys =
                DetachKeys.parse("ctrl-@,ctrl-a,ctrl-z,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_,DEL,x");

        var typed = new byte[] {0, 1, 26, 27, 28, 29, 30, 31, 127, 'x'};

        assertThat(keys.scanner().scan(typed).detached()).isTrue();
        typed[8] = 126;
        assertThat(keys.scanner().scan(typed).detached()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ctrl-A", "ctrl-", "ctrl-aa", "ab", "a,,b", ",", "ctrl-é", "é", "del"})
    void what_is_no_key_is_refused_with_docker_s_text(String written) {
        assertThatThrownBy(() -> DetachKeys.parse(written))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        fault -> assertThat(fault.code()).isEqualTo(FaultCode.DETACH_KEYS_INVALID))
                .hasMessage("Invalid detach keys (" + written + ") provided");
    }

    @Test
    void input_before_the_keys_is_passed_and_input_after_them_dropped() {
        var scanner = DetachKeys.parse("x,y").scanner();

        var scan = scanner.scan(bytes("abxycd"));

        assertThat(scan.detached()).isTrue();
        assertThat(scan.passed()).isEqualTo(bytes("ab"));
    }

    @Test
    void the_beginning_of_the_keys_is_held_back_until_the_next_key_decides() {
        var scanner = DetachKeys.parse("x,y").scanner();

        assertThat(scanner.scan(bytes("ax")).passed()).isEqualTo(bytes("a"));
        assertThat(scanner.scan(bytes("b")).passed()).isEqualTo(bytes("xb"));
        assertThat(scanner.scan(bytes("x")).detached()).isFalse();
        assertThat(scanner.scan(bytes("y")).detached()).isTrue();
    }

    @Test
    void a_false_start_may_contain_the_true_one() {
        var scanner = DetachKeys.parse("a,a,b").scanner();

        var scan = scanner.scan(bytes("caaab"));

        assertThat(scan.passed()).isEqualTo(bytes("ca"));
        assertThat(scan.detached()).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
