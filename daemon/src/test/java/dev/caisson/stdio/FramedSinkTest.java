package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramedSinkTest {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int writes;

    private void receive(ByteBuffer bytes) {
        writes++;
        received.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    @Test
    void a_multiplexed_piece_has_its_stream_and_big_endian_length_before_it() throws Exception {
        var sink = new FramedSink(StreamFraming.MULTIPLEXED, this::receive);

        sink.write(StreamKind.STDOUT, text("hi\n"));
        sink.write(StreamKind.STDERR, text("!"));
        sink.flush();

        assertThat(HexFormat.of().formatHex(received.toByteArray()))
                .isEqualTo("0100000000000003" + "68690a" + "0200000000000001" + "21");
    }

    @Test
    void a_raw_stream_has_only_the_bytes() throws Exception {
        var sink = new FramedSink(StreamFraming.RAW, this::receive);

        sink.write(StreamKind.STDOUT, text("hi "));
        sink.write(StreamKind.STDERR, text("there"));
        sink.flush();

        assertThat(received.toString(StandardCharsets.UTF_8)).isEqualTo("hi there");
    }

    @Test
    void small_pieces_travel_together_and_large_ones_are_not_copied() throws Exception {
        var sink = new FramedSink(StreamFraming.MULTIPLEXED, this::receive);

        for (int i = 0; i < 1000; i++) sink.write(StreamKind.STDOUT, text("twelve bytes"));
        assertThat(writes).isZero();
        sink.write(StreamKind.STDOUT, ByteBuffer.allocate(60_000));
        sink.flush();

        assertThat(writes).isEqualTo(2);
        assertThat(received.size()).isEqualTo(1000 * 20 + 8 + 60_000);
    }

    @Test
    void what_a_gone_receiver_did_not_take_is_not_sent_again() {
        var sink =
                new FramedSink(
                        StreamFraming.RAW,
                        _ -> {
                            throw new IOException("gone");
                        });

        assertThatThrownBy(
                        () -> {
                            sink.write(StreamKind.STDOUT, text("x"));
                            sink.flush();
                        })
                .isInstanceOf(IOException.class);

        assertThat(received.size()).isZero();
    }

    @Test
    void a_piece_in_a_buffer_of_its_own_is_the_same() {
        var frame = StreamFraming.MULTIPLEXED.frame(StreamKind.STDERR, text("abc"));

        assertThat(frame)
                .isEqualTo(ByteBuffer.wrap(HexFormat.of().parseHex("0200000000000003616263")));
        assertThat(StreamFraming.RAW.frame(StreamKind.STDERR, text("abc"))).isEqualTo(text("abc"));
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
