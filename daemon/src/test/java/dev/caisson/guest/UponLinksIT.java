package dev.caisson.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Networks of ipvlan and macvlan with Debian's kernel: what the kernel of this host may lack.
@Tag("kernel")
@Execution(ExecutionMode.CONCURRENT)
class UponLinksIT {
    private static final int TESTS = 4;

    @Test
    void ends_upon_devices_and_parts_of_them_reach_each_other_in_a_guest() throws IOException {
        var outcomes =
                new Guest(
                                "overlay", "llc", "stp", "garp", "mrp", "8021q", "dummy", "macvlan",
                                "ipvlan")
                        .run(LinksOfGuest.class.getName());

        assertThat(outcomes)
                .hasSize(TESTS)
                .allSatisfy(each -> assertThat(each.status()).isEqualTo("SUCCESSFUL"));
    }
}
