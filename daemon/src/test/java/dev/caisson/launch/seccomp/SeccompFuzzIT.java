package dev.caisson.launch.seccomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.fault.InvalidInput;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any text is a profile whose program decides as the profile says, or is refused.
@Tag("fuzz")
class SeccompFuzzIT {
    private static final KernelVersion KERNEL = new KernelVersion(6, 18);
    private static final int[] ARCHITECTURES = {0xC000_003E, 0x4000_0003, 0xC000_00B7};
    private static final int[] NUMBERS = {0, 1, 3, 59, 101, 157, 256, 435, 462, -1, 0x4000_0001};
    private static final long[] VALUES = {0, 1, 8, -1, 0xFFFF_FFFFL, 0x1_0000_0000L};

    static Stream<byte[]> seeds() {
        return Stream.of(
                        """
                        {"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":1,
                         "archMap":[{"architecture":"SCMP_ARCH_X86_64",
                          "subArchitectures":["SCMP_ARCH_X86","SCMP_ARCH_X32"]}],
                         "syscalls":[{"names":["read","personality"],"action":"SCMP_ACT_ALLOW",
                          "args":[{"index":0,"value":8,"op":"SCMP_CMP_EQ"}]},
                          {"names":["write","ptrace"],"action":"SCMP_ACT_ALLOW",
                          "includes":{"caps":["CAP_SYS_PTRACE"],"minKernel":"4.8"},
                          "excludes":{"arches":["arm64"]}}]}
                        """,
                        """
                        {"defaultAction":"SCMP_ACT_ALLOW","flags":["SECCOMP_FILTER_FLAG_LOG"],
                         "architectures":["SCMP_ARCH_AARCH64"],
                         "syscalls":[{"name":"prctl","action":"SCMP_ACT_TRACE","errnoRet":95,
                          "args":[{"index":1,"value":4294967296,"valueTwo":7,
                           "op":"SCMP_CMP_MASKED_EQ"},
                           {"index":1,"value":18446744073709551615,"op":"SCMP_CMP_GT"}]}]}
                        """)
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_profile_decides_as_it_says_or_is_refused(byte[] bytes) {
        SeccompProfile profile;
        byte[] program;
        try {
            profile = SeccompProfile.parse(new String(bytes, UTF_8));
            program = new SeccompCompiler(Abi.X86_64, KERNEL).compile(profile, 0).program();
        } catch (InvalidInput refused) {
            return;
        }
        var plain = new PlainEvaluation(profile, new Environment(Abi.X86_64, 0, KERNEL));
        var compiled = new BpfInterpreter(program);
        assertThat(compiled.length()).isBetween(1, 4096);
        for (int architecture : ARCHITECTURES) {
            for (int number : NUMBERS) {
                for (long value : VALUES) {
                    var arguments = new long[] {value, value, value, value, value, value};
                    var call = new BpfInterpreter.Call(architecture, number, arguments);
                    assertThat(new Action(compiled.run(call)))
                            .as("arch %x call %d argument %x", architecture, number, value)
                            .isEqualTo(plain.decide(architecture, number, arguments));
                }
            }
        }
    }
}
