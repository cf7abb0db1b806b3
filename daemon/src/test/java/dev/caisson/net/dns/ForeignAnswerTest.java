package dev.caisson.net.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.net.model.Addresses;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Answers of other servers, and for how long they are kept.
class ForeignAnswerTest {
    private static final int NO_SUCH_NAME = 3;
    private static final int SERVER_FAILED = 2;
    private static final List<InetAddress> SERVERS =
            List.of(Addresses.parse("192.0.2.53").orElseThrow());

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AnswerCache cache = new AnswerCache(now::get);

    /// A question as a client with a certain id asks it.
    static byte[] query(int id, String name) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) (id >> 8), (byte) id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (var label : name.split("\\.", -1)) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.writeBytes(new byte[] {0, 0, 1, 0, 1});
        return bytes.toByteArray();
    }

    /// An answer with one record: an address, or else who is responsible for the name.
    static byte[] answer(byte[] query, int code, int seconds) {
        boolean found = code == 0;
        var data =
                found
                        ? new byte[] {10, 1, 2, 3}
                        : ByteBuffer.allocate(22).putInt(18, seconds).array();
        return ByteBuffer.allocate(query.length + 12 + data.length)
                .put(query)
                .putShort((short) 0xc00c)
                .putShort((short) (found ? 1 : 6))
                .putShort((short) 1)
                .putInt(seconds)
                .putShort((short) data.length)
                .put(data)
                .put(2, (byte) 0x81)
                .put(3, (byte) code)
                .put(found ? 7 : 9, (byte) 1)
                .array();
    }

    private static Question question(int id, String name) {
        return Question.read(query(id, name)).orElseThrow();
    }

    private void keep(String name, int code, int seconds) {
        var asked = query(1, name);
        var came = ForeignAnswer.read(answer(asked, code, seconds), asked).orElseThrow();
        cache.keep(SERVERS, question(7, name), came);
    }

    private Optional<ByteBuffer> find(int id, String name) {
        return cache.find(SERVERS, question(id, name)).map(ByteBuffer::wrap);
    }

    @Test
    void an_answer_is_kept_as_long_as_it_says_and_grows_old() {
        keep("a.example", 0, 20);

        now.set(Instant.ofEpochSecond(15));
        var kept = find(0x4242, "A.example").orElseThrow();

        assertThat(kept.getShort(0)).isEqualTo((short) 0x4242);
        assertThat(kept.getInt(kept.limit() - 10)).isEqualTo(5);
        assertThat(cache.find(List.of(), question(1, "a.example"))).isEmpty();
        now.set(Instant.ofEpochSecond(20));
        assertThat(find(1, "a.example")).isEmpty();
    }

    @Test
    void that_there_is_no_such_name_is_kept_for_half_a_minute_at_most() {
        keep("none.example", NO_SUCH_NAME, 900);

        now.set(Instant.ofEpochSecond(29));
        assertThat(find(1, "none.example")).isPresent();
        now.set(Instant.ofEpochSecond(30));
        assertThat(find(1, "none.example")).isEmpty();
    }

    @Test
    void a_failure_is_not_kept() {
        keep("broken.example", SERVER_FAILED, 900);

        assertThat(find(1, "broken.example")).isEmpty();
    }

    @Test
    void what_answers_another_question_is_no_answer() {
        var asked = query(1, "a.example");
        var answer = answer(asked, 0, 60);

        assertThat(ForeignAnswer.read(answer, asked)).isPresent();
        assertThat(ForeignAnswer.read(answer, query(2, "a.example"))).isEmpty();
        assertThat(ForeignAnswer.read(answer, query(1, "b.example"))).isEmpty();
        assertThat(ForeignAnswer.read(asked, asked)).isEmpty();
        var longer = answer(asked, NO_SUCH_NAME, 60);
        longer[longer.length - 23] = 127;
        assertThat(ForeignAnswer.read(longer, asked)).isEmpty();
        for (int length = 0; length < answer.length; length++) {
            var part = java.util.Arrays.copyOf(answer, length);
            assertThat(ForeignAnswer.read(part, asked)).as("%s bytes", length).isEmpty();
        }
        assertThat(ForeignAnswer.read(answer, asked).orElseThrow().lifetime())
                .isEqualTo(Duration.ofMinutes(1));
    }
}
