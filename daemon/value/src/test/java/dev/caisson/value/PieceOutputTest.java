package dev.caisson.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PieceOutputTest {
    private final List<String> sent = new ArrayList<>();

    private final class Pieces extends PieceOutput {
        Pieces() {
            super(4);
        }

        @Override
        protected void send(byte[] bytes, int length) {
            sent.add(new String(bytes, 0, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            sendRest();
        }
    }

    @Test
    void every_piece_but_the_last_is_full_however_it_is_written() throws IOException {
        try (var out = new Pieces()) {
            out.write('a');
            out.write("-bcdefghi-".getBytes(StandardCharsets.US_ASCII), 1, 8);
            out.write(new byte[0]);
            assertThat(sent).containsExactly("abcd", "efgh");
        }
        assertThat(sent).containsExactly("abcd", "efgh", "i");
    }

    @Test
    void what_ends_with_a_piece_has_no_empty_one() throws IOException {
        try (var out = new Pieces()) {
            out.write("abcd".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(sent).containsExactly("abcd");
    }
}
