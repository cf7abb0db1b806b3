package dev.caisson.image.registry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How patient a client is.
///
/// @param attempts of one request, the first included
/// @param first pause; each further one is twice as long, up to `longest`
/// @param longest pause that is made; a registry that asks for more is an error
/// @param answer how long the head of a response may take
/// @param window how long a body may stand still, or bring less than `windowBytes`
public record RetryRules(
        int attempts,
        Duration first,
        Duration longest,
        Duration answer,
        Duration window,
        long windowBytes) {
    /// Half a minute in all for a registry that is down.
    public static RetryRules defaults() {
        return new RetryRules(
                6,
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                16 << 10);
    }

    /// @param failures so far, at least 1
    Duration pause(int failures, RandomGenerator random) {
        long base = first.toMillis() << Math.min(failures - 1, 16);
        long bounded = Math.min(base, longest.toMillis());
        // Half of it is chance, so that many clients do not come back at once.
        return Duration.ofMillis(bounded / 2 + random.nextLong(bounded / 2 + 1));
    }
}
