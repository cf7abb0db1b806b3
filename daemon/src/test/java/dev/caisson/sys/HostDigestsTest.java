package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.MessageDigest;
import java.security.Security;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostDigestsTest {
    private final byte[] content = new byte[300_001];

    @BeforeEach
    void install() {
        assumeTrue(HostDigests.install(), "the host has no libcrypto");
        new Random(7).nextBytes(content);
    }

    @AfterEach
    void remove() {
        Security.removeProvider("CaissonHost");
    }

    @Test
    void the_digest_is_javas_whatever_the_parts() throws Exception {
        var host = MessageDigest.getInstance("SHA-256");
        assertThat(host.getProvider().getName()).isEqualTo("CaissonHost");
        var java = MessageDigest.getInstance("SHA-256", "SUN");

        for (int part : new int[] {1, 63, 64, 65, 70_000, 300_001}) {
            for (int at = 0; at < content.length; ) {
                int count = Math.clamp(part, 1, content.length - at);
                if (part == 1 && at > 2000) count = content.length - at;
                host.update(content, at, count);
                at += count;
            }

            assertThat(host.digest()).as("parts of %d", part).isEqualTo(java.digest(content));
        }
    }

    @Test
    void a_copy_goes_its_own_way() throws Exception {
        var one = MessageDigest.getInstance("SHA-256");
        one.update(content);
        var other = (MessageDigest) one.clone();
        other.update((byte) 1);

        assertThat(one.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(content));
        assertThat(other.digest()).isNotEqualTo(one.digest());
    }
}
