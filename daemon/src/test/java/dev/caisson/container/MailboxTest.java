package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Mailbox mailbox = new Mailbox("test");

    @Test
    void commands_are_carried_out_one_at_a_time_in_the_order_they_came() {
        var seen = new ArrayList<Integer>();
        var answers =
                IntStream.range(0, 1000)
                        .mapToObj(number -> mailbox.submit(() -> seen.add(number)))
                        .toList();

        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();

        assertThat(seen).isEqualTo(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void a_command_that_fails_tells_only_its_sender() {
        var failing =
                mailbox.submit(
                        () -> {
                            throw new IllegalArgumentException("no");
                        });

        assertThatThrownBy(failing::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(mailbox.submit(() -> List.of(1)).join()).containsExactly(1);
    }
}
