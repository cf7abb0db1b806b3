package dev.caisson.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Published ports of SCTP with Debian's kernel: the kernel of this host may not have it.
@Tag("kernel")
@Execution(ExecutionMode.CONCURRENT)
class SctpPortIT {
    private static final String[] MODULES = {
        "overlay",
        "libcrc32c",
        "nfnetlink",
        "nf_tables",
        "nf_defrag_ipv4",
        "nf_defrag_ipv6",
        "nf_conntrack",
        "nf_nat",
        "nft_chain_nat",
        "nft_nat",
        "nft_ct",
        "nft_masq",
        "nft_fib",
        "nft_fib_ipv4",
        "nft_fib_ipv6",
        "nft_fib_inet",
        "llc",
        "stp",
        "bridge",
        "veth",
        "udp_tunnel",
        "ip6_udp_tunnel",
        "sctp"
    };

    @Test
    void a_published_port_of_sctp_carries_a_message_in_a_guest() throws IOException {
        var outcomes = new Guest(MODULES).run(SctpOfGuest.class.getName());

        assertThat(outcomes)
                .hasSize(1)
                .allSatisfy(each -> assertThat(each.status()).isEqualTo("SUCCESSFUL"));
    }
}
