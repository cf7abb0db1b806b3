package dev.caisson.net.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.net.model.Addresses;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers about containers, as messages.
class LocalAnswersTest {
    private static final int A = 1;
    private static final int PTR = 12;
    private static final int AAAA = 28;

    private final LocalAnswers answers = new LocalAnswers(new Two());

    /// `web` has two addresses, one of them of IPv6; `svc` has three.
    private static final class Two implements Names {
        private static final Map<String, List<InetAddress>> ALL =
                Map.of(
                        "web", List.of(address("10.0.0.2"), address("fd00::2")),
                        "svc",
                                List.of(
                                        address("10.0.0.2"),
                                        address("10.0.0.3"),
                                        address("10.0.0.4")));

        @Override
        public Optional<List<InetAddress>> addresses(String container, String name) {
            return Optional.ofNullable(ALL.get(name));
        }

        @Override
        public Optional<String> nameOf(String container, InetAddress address) {
            return address.equals(address("10.0.0.2")) ? Optional.of("web.net") : Optional.empty();
        }

        @Override
        public List<InetAddress> servers(String container) {
            return List.of();
        }
    }

    @Test
    void a_name_is_found_in_any_case_and_with_its_dot() {
        var answer = answer("WeB", A);

        assertThat(answer.getShort(0)).isEqualTo((short) 0x1234);
        assertThat(answer.getShort(2) & 0xffff).isEqualTo(0x8180);
        assertThat(answer.getShort(6)).isEqualTo((short) 1);
        assertThat(last(answer, 4)).isEqualTo(address("10.0.0.2").getAddress());
    }

    @Test
    void an_address_of_the_other_family_is_no_answer_and_asks_nobody_else() {
        assertThat(last(answer("web", AAAA), 16)).isEqualTo(address("fd00::2").getAddress());
        assertThat(answer("svc", AAAA).getShort(6)).isZero();
    }

    @Test
    void several_containers_of_one_name_are_answered_in_turn() {
        var first = last(answer("svc", A), 4);
        var second = last(answer("svc", A), 4);

        assertThat(first).isNotEqualTo(second);
        assertThat(answer("svc", A).getShort(6)).isEqualTo((short) 3);
    }

    @Test
    void an_address_has_a_name() {
        var answer = answer("2.0.0.10.in-addr.arpa", PTR);

        assertThat(answer.getShort(6)).isEqualTo((short) 1);
        assertThat(StandardCharsets.ISO_8859_1.decode(answer).toString()).contains("\3web\3net\0");
    }

    @Test
    void an_address_of_the_other_family_has_a_name_too() {
        var six = "2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa";

        var question = Question.read(query(six, PTR)).orElseThrow();

        assertThat(question.reverse()).contains(address("fd00::2"));
        assertThat(Question.read(query(six.substring(2), PTR)).orElseThrow().reverse()).isEmpty();
    }

    @Test
    void what_nobody_here_is_called_is_left_to_others() {
        var question = Question.read(query("elsewhere.org", A)).orElseThrow();

        assertThat(answers.answer("c", question)).isEmpty();
        assertThat(Message.failure(question, 0, "why")[3] & 0xf).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void any_bytes_are_a_question_or_none(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            var bytes = query("web", A);
            if (random.nextBoolean()) {
                bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
            }
            for (int k = random.nextInt(4); k > 0 && bytes.length > 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Question.read(bytes).ifPresent(question -> answers.answer("c", question));
        }
    }

    private ByteBuffer answer(String name, int type) {
        var question = Question.read(query(name, type)).orElseThrow();
        return ByteBuffer.wrap(answers.answer("c", question).orElseThrow());
    }

    private static byte[] last(ByteBuffer message, int count) {
        var bytes = new byte[count];
        message.get(message.limit() - count, bytes);
        return bytes;
    }

    private static byte[] query(String name, int type) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (var label : name.split("\\.", -1)) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
        return bytes.toByteArray();
    }

    private static InetAddress address(String text) {
        return Addresses.parse(text).orElseThrow();
    }
}
