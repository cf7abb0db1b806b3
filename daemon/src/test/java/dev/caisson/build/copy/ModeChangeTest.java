package dev.caisson.build.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeChangeTest {
    @ParameterizedTest
    @CsvSource({
        "0644, 0755, 0644",
        "4755, 0644, 04755",
        "u=rw;go=r, 0777, 0644",
        "+x, 0644, 0755",
        "go-rwx, 0755, 0700",
        "u+s, 0755, 04755",
        "a=rX, 0644, 0444",
        "a=rX, 0744, 0555",
    })
    void a_mode_is_changed_as_chmod_does(String written, String before, String after) {
        int mode = Integer.parseInt(before, 8);

        int changed = ModeChange.parse(written.replace(';', ',')).of(mode, false);

        assertThat(Integer.toOctalString(changed))
                .isEqualTo(Integer.toOctalString(Integer.parseInt(after, 8)));
    }

    @Test
    void capital_x_makes_directories_searchable() {
        assertThat(ModeChange.parse("a=rX").of(0600, true)).isEqualTo(0555);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9", "77777", "u", "u=q", "rw", "-1", "0x1ff"})
    void what_is_no_mode_is_refused(String written) {
        assertThatThrownBy(() -> ModeChange.parse(written)).isInstanceOf(InvalidInput.class);
    }
}
