package dev.caisson.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.guest.Guest;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The tests of the running kernel's cgroups once more, where version 2 has all controllers.
@Tag("kernel")
class CgroupVersion2IT {
    @Test
    void whatever_works_on_this_host_works_on_version_2_in_a_guest() throws IOException {
        var outcomes = new Guest().run(CgroupIT.class);

        assertThat(outcomes).hasSizeGreaterThanOrEqualTo(12);
        assertThat(outcomes).allSatisfy(each -> assertThat(each.status()).isEqualTo("SUCCESSFUL"));
    }
}
