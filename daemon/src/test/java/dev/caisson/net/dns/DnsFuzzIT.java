package dev.caisson.net.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes are a question of a container and an answer of a server: they are understood, or
/// nothing comes of them.
@Tag("fuzz")
class DnsFuzzIT {
    private static final byte[] ASKED = ForeignAnswerTest.query(1, "a.example");

    private final LocalAnswers answers = new LocalAnswers(new Nobody());

    private static final class Nobody implements Names {
        @Override
        public Optional<List<InetAddress>> addresses(String container, String name) {
            return name.length() % 2 == 0 ? Optional.empty() : Optional.of(List.of());
        }

        @Override
        public Optional<String> nameOf(String container, InetAddress address) {
            return Optional.of("somebody");
        }

        @Override
        public List<InetAddress> servers(String container) {
            return List.of();
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                new byte[0],
                ASKED,
                ForeignAnswerTest.answer(ASKED, 0, 60),
                ForeignAnswerTest.answer(ASKED, 3, 60));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_message_is_understood_or_dropped(byte[] bytes) {
        var question = Question.read(bytes);
        if (question.isPresent()) {
            var asked = question.get();
            answers.answer("c", asked).ifPresent(reply -> answers(reply, asked));
            answers(Message.failure(asked, 0, "why"), asked);
            answers(Message.truncated(asked), asked);
            assertThat(Question.read(Message.query(asked, 5)).map(Question::name))
                    .contains(asked.name());
        }
        var plain = Question.read(ASKED).orElseThrow();
        ForeignAnswer.read(bytes, ASKED)
                .ifPresent(answer -> answers(answer.to(plain, Duration.ofSeconds(1)), plain));
    }

    private static void answers(byte[] reply, Question question) {
        assertThat(reply).hasSizeGreaterThanOrEqualTo(Question.HEADER);
        assertThat(reply[0] << 8 & 0xff00 | reply[1] & 0xff).isEqualTo(question.id());
    }
}
