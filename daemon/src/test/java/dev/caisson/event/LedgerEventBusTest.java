package dev.caisson.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.event.EventSubscription.Delivery;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LedgerEventBusTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final List<LedgerEventBus> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(LedgerEventBus::close);
    }

    @Test
    void a_subscriber_hears_what_happens_from_then_on() throws Exception {
        var bus = bus();
        publish(bus, 1);

        try (var subscription = bus.subscribe(EventFilter.everything(), null, null)) {
            publish(bus, 2);
            assertThat(take(subscription, 2)).containsExactly(2L, 3L);
        }
    }

    @Test
    void no_two_events_have_the_same_time_and_no_later_one_an_earlier() {
        var bus = bus();

        var first = publish(bus);
        var second = publish(bus);
        now.set(START.minusSeconds(5));
        var third = publish(bus);

        assertThat(first.time()).isEqualTo(START);
        assertThat(second.time()).isEqualTo(START.plusNanos(1));
        assertThat(third.time()).isEqualTo(START.plusNanos(2));
    }

    @Test
    void replay_and_what_follows_join_at_the_cursor() throws Exception {
        var bus = bus();
        var cursor = publish(bus, 5).time();
        publish(bus, 5);

        try (var subscription = bus.subscribe(EventFilter.everything(), cursor, null)) {
            publish(bus, 2);
            assertThat(take(subscription, 8)).containsExactly(5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        }
    }

    @Test
    void a_subscription_up_to_the_past_replays_and_ends() throws Exception {
        var bus = bus();
        publish(bus, 5);
        now.set(START.plusSeconds(60));
        publish(bus, 5);

        try (var subscription =
                bus.subscribe(EventFilter.everything(), START, START.plusSeconds(1))) {
            assertThat(take(subscription, 5)).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(subscription.next()).isEmpty();
        }
    }

    @Test
    void waiting_ends_at_the_time_asked_for() throws Exception {
        var bus = LedgerEventBus.open(directory, InstantSource.system());
        open.add(bus);
        var until = Instant.now().plusMillis(50);

        assertThat(bus.subscribe(EventFilter.everything(), null, until).next()).isEmpty();

        assertThat(Instant.now()).isAfterOrEqualTo(until);
    }

    @Test
    void closing_wakes_a_subscriber_that_waits() throws Exception {
        var subscription = bus().subscribe(EventFilter.everything(), null, null);
        var waiting = new CompletableFuture<Boolean>();
        var _ =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        waiting.complete(subscription.next().isEmpty());
                                    } catch (InterruptedException | RuntimeException failure) {
                                        waiting.completeExceptionally(failure);
                                    }
                                });

        subscription.close();

        assertThat(waiting.get()).isTrue();
    }

    @Test
    void only_what_passes_the_filter_is_delivered() throws Exception {
        var bus = bus();
        var filter = EventFilter.of(Map.of("event", List.of("die")));
        publish(bus);
        bus.publish(EventType.CONTAINER, "die", "a", Map.of());

        try (var subscription = bus.subscribe(filter, START, null)) {
            publish(bus, 3);
            bus.publish(EventType.CONTAINER, "die", "b", Map.of());

            assertThat(take(subscription, 2)).containsExactly(2L, 6L);
        }
    }

    @Test
    void a_subscriber_slower_than_its_queue_goes_on_from_the_ledger() throws Exception {
        var bus = bus();
        try (var subscription = bus.subscribe(EventFilter.everything(), null, null)) {
            for (int round = 0; round < 2; round++) {
                publish(bus, 5_000);

                var numbers = take(subscription, 5_000);

                for (int i = 0; i < 5_000; i++) {
                    assertThat(numbers.get(i)).isEqualTo(5_000L * round + i + 1);
                }
            }
        }
    }

    @Test
    void a_subscriber_is_told_what_the_ledger_has_forgotten() throws Exception {
        var bus = LedgerEventBus.open(directory, now::get, 20_000);
        open.add(bus);
        try (var subscription = bus.subscribe(EventFilter.everything(), null, null)) {
            publish(bus, 5_000);

            long expected = 1;
            long lost = 0;
            while (expected <= 5_000) {
                switch (subscription.next().orElseThrow()) {
                    case Delivery.Happened(var event) -> {
                        assertThat(event.sequence()).isEqualTo(expected);
                        expected++;
                    }
                    case Delivery.Lost(long events) -> {
                        expected += events;
                        lost += events;
                    }
                }
            }
            assertThat(lost).isPositive();
        }
    }

    @Test
    void the_ledger_stays_small() throws Exception {
        var bus = LedgerEventBus.open(directory, now::get, 20_000);
        publish(bus, 5_000);
        bus.close();

        try (var files = Files.list(directory)) {
            var sizes = files.map(path -> path.toFile().length()).toList();
            assertThat(sizes).hasSize(2).allSatisfy(size -> assertThat(size).isLessThan(150_000L));
        }
    }

    @Test
    void another_daemon_goes_on_with_numbers_and_times_after_a_torn_line() throws Exception {
        var bus = bus();
        publish(bus, 3);
        bus.close();
        append("{\"sequence\":4,\"time\":\"2026-");
        now.set(START.minusSeconds(100));

        var next = bus();
        var event = publish(next);

        assertThat(event.sequence()).isEqualTo(4);
        assertThat(event.time()).isEqualTo(START.plusNanos(3));
        try (var subscription = next.subscribe(EventFilter.everything(), START, null)) {
            assertThat(take(subscription, 4)).containsExactly(1L, 2L, 3L, 4L);
        }
    }

    @Test
    void garbage_in_the_ledger_is_passed_over() throws Exception {
        var bus = bus();
        publish(bus, 2);
        bus.close();
        append("\0\0\0\0\nnot an event\n");

        var next = bus();
        publish(next);

        try (var subscription = next.subscribe(EventFilter.everything(), START, null)) {
            assertThat(take(subscription, 3)).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void a_directory_that_cannot_be_used_is_a_clear_fault() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> LedgerEventBus.open(file, now::get))
                .isInstanceOf(Internal.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void many_publishers_and_subscribers_agree_on_one_order() throws Exception {
        var bus = bus();
        var readers = new ArrayList<CompletableFuture<List<Long>>>();
        for (int i = 0; i < 4; i++) {
            var subscription = bus.subscribe(EventFilter.everything(), START, null);
            readers.add(CompletableFuture.supplyAsync(() -> takeUnchecked(subscription, 4_000)));
        }

        var writers = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 4; i++) {
            writers.add(CompletableFuture.runAsync(() -> publish(bus, 1_000)));
        }

        for (var writer : writers) writer.get();
        for (var reader : readers) {
            var numbers = reader.get();
            for (int i = 0; i < 4_000; i++) assertThat(numbers.get(i)).isEqualTo(i + 1L);
        }
    }

    private LedgerEventBus bus() {
        var bus = LedgerEventBus.open(directory, now::get);
        open.add(bus);
        return bus;
    }

    private static Event publish(LedgerEventBus bus) {
        return bus.publish(EventType.CONTAINER, "start", "id", Map.of("name", "web"));
    }

    private static Event publish(LedgerEventBus bus, int times) {
        var last = publish(bus);
        for (int i = 1; i < times; i++) last = publish(bus);
        return last;
    }

    private void append(String text) throws IOException {
        try (var files = Files.list(directory)) {
            Files.writeString(files.sorted().toList().getLast(), text, StandardOpenOption.APPEND);
        }
    }

    private static List<Long> take(EventSubscription subscription, int count)
            throws InterruptedException {
        var numbers = new ArrayList<Long>();
        while (numbers.size() < count) {
            switch (subscription.next().orElseThrow()) {
                case Delivery.Happened(var event) -> numbers.add(event.sequence());
                case Delivery.Lost(long events) -> throw new AssertionError(events + " lost");
            }
        }
        return numbers;
    }

    private static List<Long> takeUnchecked(EventSubscription subscription, int count) {
        try {
            return take(subscription, count);
        } catch (InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
