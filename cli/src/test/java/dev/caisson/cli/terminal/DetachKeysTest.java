package dev.caisson.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cli.arguments.UsageError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeysTest {
    private static String forwarded(DetachKeys keys, String typed) {
        var scanned = keys.scan(typed.getBytes(StandardCharsets.US_ASCII), typed.length());
        return StandardCharsets.US_ASCII.decode(scanned.forward())
                + (scanned.detached() ? "!" : "");
    }

    @Test
    void the_default_sequence_detaches() {
        assertThat(forwarded(DetachKeys.of(""), "ls\020\021")).isEqualTo("ls!");
    }

    @Test
    void a_sequence_may_come_in_pieces_and_is_held_until_it_is_decided() {
        var keys = DetachKeys.of("");

        assertThat(forwarded(keys, "a\020")).isEqualTo("a");
        assertThat(forwarded(keys, "b")).isEqualTo("\020b");
        assertThat(forwarded(keys, "\020\020")).isEqualTo("\020");
        assertThat(forwarded(keys, "\021")).isEqualTo("!");
    }

    @Test
    void other_keys_can_be_chosen() {
        assertThat(forwarded(DetachKeys.of("ctrl-a,d"), "x\001d")).isEqualTo("x!");
        assertThat(forwarded(DetachKeys.of("ctrl-@"), "x\000")).isEqualTo("x!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ctrl-", "ctrl-1", "shift-a", "a,,b", "ü"})
    void an_unknown_key_is_refused(String keys) {
        assertThatThrownBy(() -> DetachKeys.of(keys)).isInstanceOf(UsageError.class);
    }
}
