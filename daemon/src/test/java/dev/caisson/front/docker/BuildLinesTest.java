package dev.caisson.front.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.build.BuildEvent;
import dev.caisson.wire.ProgressMessage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BuildLinesTest {
    @Test
    void steps_are_told_in_the_words_of_the_classic_builder() {
        var lines = new BuildLines(false);
        var stage = new BuildEvent.Stage(0, "");

        assertThat(lines.of(new BuildEvent.Begun(2, 3, stage, "RUN true")))
                .containsExactly(ProgressMessage.text("Step 2/3 : RUN true\n"));
        assertThat(lines.of(new BuildEvent.Running(2, "0123456789abcdef")))
                .containsExactly(ProgressMessage.text(" ---> Running in 0123456789ab\n"));
        assertThat(lines.of(new BuildEvent.Done(2, "sha256:0123456789abcdef")))
                .containsExactly(ProgressMessage.text(" ---> 0123456789ab\n"));
    }

    @Test
    void a_character_that_comes_in_two_parts_stays_whole() {
        var lines = new BuildLines(false);
        var bytes = "a€".getBytes(UTF_8);

        var first = lines.of(output(Arrays.copyOf(bytes, 2)));
        var second = lines.of(output(Arrays.copyOfRange(bytes, 2, bytes.length)));

        assertThat(first).containsExactly(ProgressMessage.text("a"));
        assertThat(second).containsExactly(ProgressMessage.text("€"));
    }

    @Test
    void standard_error_is_red_and_does_not_mix_with_the_characters_of_the_other_stream() {
        var lines = new BuildLines(false);
        var bytes = "€".getBytes(UTF_8);

        var half = lines.of(output(Arrays.copyOf(bytes, 1)));
        var between = lines.of(new BuildEvent.Output(1, true, "err".getBytes(UTF_8)));
        var whole = lines.of(output(Arrays.copyOfRange(bytes, 1, bytes.length)));

        assertThat(half).isEmpty();
        assertThat(between).containsExactly(ProgressMessage.text("\u001b[91merr\u001b[0m"));
        assertThat(whole).containsExactly(ProgressMessage.text("€"));
    }

    @Test
    void a_quiet_build_keeps_its_lines_for_a_failure() {
        var lines = new BuildLines(true);

        assertThat(lines.of(output("said\n".getBytes(UTF_8)))).isEmpty();
        assertThat(lines.kept()).containsExactly(ProgressMessage.text("said\n"));
    }

    private static BuildEvent output(byte[] bytes) {
        return new BuildEvent.Output(1, false, bytes);
    }
}
