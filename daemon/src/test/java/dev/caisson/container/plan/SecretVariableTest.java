package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretVariableTest {
    @Test
    void a_text_becomes_a_variable_as_it_is() {
        var variable = new SecretVariable("db", "TOKEN");

        assertThat(variable.entry("ü=1\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("TOKEN=ü=1\n");
    }

    @Test
    void what_no_variable_can_hold_is_refused_and_not_told() {
        var variable = new SecretVariable("db", "TOKEN");

        assertThatThrownBy(() -> variable.entry(new byte[] {'a', 0, 'b'}))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("db is no text");
        assertThatThrownBy(() -> variable.entry(new byte[] {(byte) 0xff}))
                .isInstanceOf(InvalidInput.class);
    }
}
