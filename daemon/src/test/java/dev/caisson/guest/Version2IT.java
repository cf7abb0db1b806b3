package dev.caisson.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Tests of the running kernel once more, where version 2 of cgroups has all controllers.
@Tag("kernel")
@Execution(ExecutionMode.CONCURRENT)
class Version2IT {
    private static final int TESTS = 21;

    @Test
    void what_works_on_this_host_works_on_version_2_in_a_guest() throws IOException {
        var outcomes =
                new Guest("overlay")
                        .run(
                                "dev.caisson.cgroup.CgroupIT",
                                "dev.caisson.launch.seccomp.SeccompIT",
                                "dev.caisson.crash.LimitsIT");

        assertThat(outcomes).hasSizeGreaterThanOrEqualTo(TESTS);
        assertThat(outcomes).allSatisfy(each -> assertThat(each.status()).isEqualTo("SUCCESSFUL"));
    }
}
