package dev.caisson.elf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelloProgramTest {
    /// The image's digest depends on it: a change is seen by everyone who pinned it.
    @ParameterizedTest
    @EnumSource
    void the_program_of_the_hello_image_is_the_same_to_the_byte_as_ever(Machine machine) {
        var bytes = HelloProgram.write(machine);

        Golden.check("hello-" + machine.kernelName() + ".hex", bytes);
        assertThat(bytes).hasSizeLessThan(2048);
    }
}
