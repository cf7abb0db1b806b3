package dev.caisson.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyscallNameTest {
    @ParameterizedTest
    @EnumSource
    void no_two_calls_have_one_number_and_all_fit_sixteen_bits(Machine machine) {
        var numbers = Arrays.stream(SyscallName.values()).map(machine::number).toList();

        assertThat(numbers).doesNotHaveDuplicates().allMatch(n -> n >= 0 && n < 0x8000);
    }
}
