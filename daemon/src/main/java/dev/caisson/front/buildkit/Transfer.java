package dev.caisson.front.buildkit;

import java.time.Duration;
import java.time.Instant;

/// One transfer, told as a step with a count of bytes. For one thread.
final class Transfer {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final StatusFeed feed;
    private final String vertex;
    private final String title;
    private final String what;
    private final Instant started = Instant.now();
    private Instant told = started;
    private long bytes;
    private boolean ended;

    Transfer(StatusFeed feed, String vertex, String title, String what)
            throws InterruptedException {
        this.feed = feed;
        this.vertex = vertex;
        this.title = title;
        this.what = what;
        feed.add(new Status.Vertex(vertex, title, false, started, null, ""));
    }

    void add(long count) {
        bytes += count;
        var now = Instant.now();
        if (Duration.between(told, now).compareTo(PAUSE) < 0) return;
        told = now;
        say(new Status.Part(vertex, what, bytes, 0, started, null));
    }

    /// Idempotent.
    void end() {
        if (ended) return;
        ended = true;
        var now = Instant.now();
        say(new Status.Part(vertex, what, bytes, 0, started, now));
        say(new Status.Vertex(vertex, title, false, started, now, ""));
    }

    /// Who is interrupted has no more to tell, and hears of it at the next step.
    private void say(Status status) {
        try {
            feed.add(status);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
