package dev.caisson.front.metrics;

import dev.caisson.engine.Daemon;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.Request;
import dev.caisson.front.http.Service;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Answers `GET /metrics`, and nothing else.
public final class MetricsService implements Service {
    private static final Map<String, String> TYPE =
            Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8");

    private final Daemon daemon;

    public MetricsService(Daemon daemon) {
        this.daemon = daemon;
    }

    @Override
    public Answer answer(Request request) {
        if (!request.path().equals("/metrics")) return text(404, "404 page not found\n");
        if (!request.method().equals("GET")) return text(405, "only GET\n");
        var metrics = daemon.metrics();
        return text(
                200,
                MetricsText.of(
                        daemon.version(),
                        daemon.info(),
                        metrics.counters(),
                        new MetricsText.Events(metrics.events(), metrics.subscribers())));
    }

    private static Answer text(int status, String text) {
        return new Answer.Whole(status, TYPE, text.getBytes(StandardCharsets.UTF_8));
    }
}
