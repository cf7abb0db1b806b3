package dev.caisson.container.request;

import java.time.Duration;
import java.util.List;

/// How to find out whether the container works.
///
/// @param test `CMD` or `CMD-SHELL` and its arguments; `NONE` to switch the image's off; empty to
///     inherit it
/// @param interval zero for the default (30 s), likewise `timeout` (30 s), `startPeriod` (0) and
///     `startInterval` (5 s)
/// @param retries 0 for the default (3)
public record HealthCheck(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    public HealthCheck {
        test = List.copyOf(test);
    }
}
