package dev.caisson.net.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Attributes survive being written and read, and reading survives anything.
class AttributesTest {
    @Test
    void what_was_written_is_read() {
        var bytes =
                AttributeWriter.of(
                        to ->
                                to.u8(1, 7)
                                        .u32(2, -5)
                                        .text(3, "eth0")
                                        .be32(4, 0x01020304)
                                        .be64(5, 1L << 40)
                                        .flag(6)
                                        .nested(7, in -> in.text(1, "a").text(1, "b")));

        var read = Attributes.parse(ByteBuffer.wrap(bytes));

        assertThat(read.types()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(read.bytes(1)).hasValue(new byte[] {7});
        assertThat(read.u32(2)).hasValue(-5);
        assertThat(read.text(3)).isEqualTo("eth0");
        assertThat(read.be32(4)).hasValue(0x01020304);
        assertThat(read.be64(5)).isEqualTo(1L << 40);
        assertThat(read.has(6)).isTrue();
        assertThat(read.has(8)).isFalse();
        assertThat(read.nested(7).text(1)).isEqualTo("b");
    }

    @Test
    void a_length_that_leads_outside_ends_the_list() {
        var good = AttributeWriter.of(to -> to.u32(1, 1).u32(2, 2));
        good[8] = 9; // the second is one byte longer than what is there

        assertThat(Attributes.parse(ByteBuffer.wrap(good)).types()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void any_bytes_are_read_without_an_error_and_within_their_end(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            // lengths that are nearly right lead deeper than random ones
            for (int at = 0; at + 4 < bytes.length; at += 4 + random.nextInt(3) * 4) {
                if (random.nextBoolean()) {
                    bytes[at] = (byte) random.nextInt(40);
                    bytes[at + 1] = 0;
                }
            }
            for (var reply : NetlinkReply.parse(bytes, bytes.length)) {
                assertThat(reply.payload().remaining()).isLessThan(bytes.length);
                read(reply);
            }
            read(new NetlinkReply(16, 0x300, 1, 0, littleEndian(bytes)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void any_list_of_attributes_survives_the_round_trip(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            int count = random.nextInt(12);
            var values = new ArrayList<byte[]>();
            for (int k = 0; k < count; k++) {
                var value = new byte[random.nextInt(70)];
                random.nextBytes(value);
                values.add(value);
            }
            var bytes =
                    AttributeWriter.of(
                            to -> {
                                for (int k = 0; k < count; k++) to.bytes(k + 1, values.get(k));
                            });

            var read = Attributes.parse(ByteBuffer.wrap(bytes));

            assertThat(bytes.length % 4).isZero();
            assertThat(read.types()).hasSize(count);
            for (int k = 0; k < count; k++) assertThat(read.bytes(k + 1)).hasValue(values.get(k));
        }
    }

    private static void read(NetlinkReply reply) {
        var _ = reply.error();
        assertThat(reply.explanation()).isNotNull();
        assertThat(Link.parse(reply)).isNotNull();
        assertThat(LinkAddress.parse(reply)).isNotNull();
        assertThat(Route.parse(reply)).isNotNull();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }
}
