package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final Changes changes = new Changes();

    @Test
    void what_is_so_already_needs_no_change() {
        assertThat(changes.await(() -> true, Duration.ZERO)).isTrue();
    }

    @Test
    void a_change_between_a_look_and_the_wait_is_not_missed() {
        var looks = new AtomicInteger();

        boolean so =
                changes.await(
                        () -> {
                            changes.happened();
                            return looks.incrementAndGet() == 1000;
                        },
                        LONG);

        assertThat(so).isTrue();
        assertThat(looks).hasValue(1000);
    }

    @Test
    void nobody_looks_without_a_change() {
        var looks = new AtomicInteger();
        var looked = new CompletableFuture<Void>();
        var wanted = new AtomicBoolean();
        var waiting =
                CompletableFuture.supplyAsync(
                        () ->
                                changes.await(
                                        () -> {
                                            looks.incrementAndGet();
                                            looked.complete(null);
                                            return wanted.get();
                                        },
                                        LONG),
                        Thread::startVirtualThread);
        looked.join();

        wanted.set(true);
        changes.happened();

        assertThat(waiting.join()).isTrue();
        assertThat(looks).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void patience_ends() {
        assertThat(changes.await(() -> false, Duration.ofMillis(1))).isFalse();
    }
}
