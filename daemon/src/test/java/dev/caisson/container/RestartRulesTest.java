package dev.caisson.container;

import static dev.caisson.container.request.RestartPolicy.Mode.ALWAYS;
import static dev.caisson.container.request.RestartPolicy.Mode.NO;
import static dev.caisson.container.request.RestartPolicy.Mode.ON_FAILURE;
import static dev.caisson.container.request.RestartPolicy.Mode.UNLESS_STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.container.Snapshot.History;
import dev.caisson.container.request.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestartRulesTest {
    private static final History FRESH = new History(0, false);

    @Test
    void each_policy_restarts_what_it_says() {
        assertThat(wait(NO, 0, 1, FRESH)).isEmpty();
        assertThat(wait(ON_FAILURE, 0, 0, FRESH)).isEmpty();
        assertThat(wait(ON_FAILURE, 0, 1, FRESH)).hasValue(Duration.ofMillis(100));
        assertThat(wait(ALWAYS, 0, 0, FRESH)).hasValue(Duration.ofMillis(100));
        assertThat(wait(UNLESS_STOPPED, 0, 0, FRESH)).hasValue(Duration.ofMillis(100));
    }

    @Test
    void on_failure_gives_up_after_its_number_of_retries() {
        assertThat(wait(ON_FAILURE, 2, 1, new History(1, false))).isPresent();
        assertThat(wait(ON_FAILURE, 2, 1, new History(2, false))).isEmpty();
    }

    @Test
    void what_a_user_stopped_stays_stopped() {
        assertThat(wait(ALWAYS, 0, 0, new History(0, true))).isEmpty();
        assertThat(wait(ON_FAILURE, 0, 1, new History(0, true))).isEmpty();
    }

    @Test
    void the_wait_doubles_up_to_a_minute_and_begins_anew_after_a_steady_run() {
        assertThat(after(Duration.ofMillis(100), 1)).hasValue(Duration.ofMillis(200));
        assertThat(after(Duration.ofSeconds(45), 1)).hasValue(Duration.ofMinutes(1));
        assertThat(after(Duration.ofSeconds(45), 10)).hasValue(Duration.ofMillis(100));
    }

    @Test
    void at_boot_a_stopped_container_starts_only_with_always() {
        assertThat(boot(ALWAYS, true)).isTrue();
        assertThat(boot(UNLESS_STOPPED, true)).isFalse();
        assertThat(boot(UNLESS_STOPPED, false)).isTrue();
        assertThat(boot(ON_FAILURE, false)).isFalse();
        assertThat(boot(NO, false)).isFalse();
    }

    private static java.util.Optional<Duration> wait(
            RestartPolicy.Mode mode, int retries, int exitCode, History history) {
        return RestartRules.afterEnd(
                new RestartPolicy(mode, retries), end(exitCode, 1), history, Duration.ZERO);
    }

    private static java.util.Optional<Duration> after(Duration previous, long seconds) {
        return RestartRules.afterEnd(
                new RestartPolicy(ALWAYS, 0), end(1, seconds), FRESH, previous);
    }

    private static boolean boot(RestartPolicy.Mode mode, boolean stoppedByUser) {
        return RestartRules.atBoot(
                new RestartPolicy(mode, 0), new History(0, stoppedByUser), false);
    }

    private static RunOutcome end(int exitCode, long seconds) {
        return new RunOutcome(
                exitCode, false, Instant.EPOCH, Instant.EPOCH.plusSeconds(seconds), null, "");
    }
}
