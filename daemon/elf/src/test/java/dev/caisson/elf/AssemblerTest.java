package dev.caisson.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.elf.Assembler.Reach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AssemblerTest {
    @Test
    void a_jump_gets_its_distance_forwards_and_backwards() {
        var code =
                new Assembler("")
                        .label("start")
                        .jump("jmp", 0xeb, "end")
                        .jump("jmp", 0xeb, "start")
                        .label("end")
                        .assemble();

        assertThat(code.bytes()).containsExactly(0xeb, 2, 0xeb, -4);
        assertThat(code.listing()).isEqualTo("start:\n    jmp end\n    jmp start\nend:\n");
    }

    @Test
    void a_jump_too_far_or_to_nowhere_is_refused() {
        var far = new Assembler("").jump("jmp", 0xeb, "end");
        for (int i = 0; i < 128; i++) far.bytes("nop", 0x90);
        far.label("end");
        assertThatThrownBy(far::assemble).hasMessageContaining("too far");

        assertThatThrownBy(new Assembler("").jump("jmp", 0xeb, "nowhere")::assemble)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> new Assembler("").label("a").label("a"))
                .hasMessageContaining("two labels a");

        var word = new Assembler("").word("tbz w0, #0,", 0x36000000, "end", Reach.WORDS_14);
        for (int i = 1; i < 1 << 13; i++) word.word("nop", 0xd503201f);
        assertThatThrownBy(word.label("end")::assemble).hasMessageContaining("too far");
    }

    @ParameterizedTest
    @EnumSource
    void the_interpreter_has_one_size_whatever_the_addresses(Machine machine) {
        assertThat(Interpreter.code(machine, 0x7fff_fff0, 0x7fff_ff00).bytes())
                .hasSize(Interpreter.size(machine))
                .hasSizeLessThan(200);
    }
}
