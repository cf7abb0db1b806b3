package dev.caisson.launch.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyscallNumbersTest {
    private static final Pattern DEFINITION =
            Pattern.compile("#define __NR_(\\w+) \\(?(?:__X32_SYSCALL_BIT \\+ )?(\\d+)\\)?");

    @ParameterizedTest
    @CsvSource({
        "X86_64, /usr/include/x86_64-linux-gnu/asm/unistd_64.h",
        "X86, /usr/include/x86_64-linux-gnu/asm/unistd_32.h",
        "X32, /usr/include/x86_64-linux-gnu/asm/unistd_x32.h",
        "AARCH64, /usr/include/asm-generic/unistd.h"
    })
    void the_numbers_are_those_of_the_headers(Abi abi, Path header) throws IOException {
        assumeTrue(Files.exists(header), "no " + header + " here (package linux-libc-dev)");
        var ours = SyscallNumbers.all(abi);
        var theirs = new TreeMap<String, Integer>();
        for (var line : Files.readAllLines(header)) {
            var match = DEFINITION.matcher(line);
            if (match.matches()) theirs.put(match.group(1), Integer.valueOf(match.group(2)));
        }
        // Not calls of their own: the end of the list, and a hole for each architecture's.
        theirs.keySet().removeAll(java.util.List.of("syscalls", "arch_specific_syscall"));
        // The generic header has 32-bit machines' calls too, which aarch64 does not have.
        if (abi == Abi.AARCH64) theirs.keySet().removeIf(name -> !ours.containsKey(name));

        assertThat(theirs).hasSizeGreaterThan(200);
        assertThat(ours).containsAllEntriesOf(theirs);
    }

    @ParameterizedTest
    @CsvSource({"X86_64", "X86", "AARCH64", "ARM"})
    void calls_since_2023_have_one_number_everywhere(Abi abi) {
        assertThat(SyscallNumbers.all(abi))
                .containsAllEntriesOf(
                        Map.of("cachestat", 451, "mseal", 462, "open_tree_attr", 467));
    }

    @Test
    void a_number_means_one_call() {
        for (var abi : Abi.values()) {
            var numbers = SyscallNumbers.all(abi);
            // arm has two names for one call.
            long doubled = abi == Abi.ARM ? 1 : 0;
            assertThat(numbers.values().stream().distinct().count())
                    .as(abi.name())
                    .isEqualTo(numbers.size() - doubled);
        }
    }
}
