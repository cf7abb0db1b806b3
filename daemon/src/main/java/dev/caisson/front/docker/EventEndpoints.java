package dev.caisson.front.docker;

import dev.caisson.engine.Daemon;
import dev.caisson.event.EventFilter;
import dev.caisson.event.EventSubscription;
import dev.caisson.front.docker.convert.EventWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.Outflow;
import java.io.IOException;
import java.util.Map;

/// The stream of events.
final class EventEndpoints {
    private final Daemon daemon;

    EventEndpoints(Daemon daemon) {
        this.daemon = daemon;
    }

    void addTo(Router router) {
        router.get("/events", this::events);
    }

    /// The client is subscribed when it has the head of the answer.
    private Answer events(Call call) {
        var query = call.query();
        var since = query.textOrNull("since");
        var until = query.textOrNull("until");
        var from = since == null ? null : GoNumbers.moment(since);
        var to = until == null ? null : GoNumbers.moment(until);
        var filter = EventFilter.of(FilterParameter.parse(query.text("filters")).values());
        var subscription = daemon.events(filter, from, to);
        return new Answer.Streaming(
                200,
                Map.of("Content-Type", "application/json"),
                out -> {
                    try (subscription) {
                        send(subscription, out);
                    }
                });
    }

    private static void send(EventSubscription subscription, Outflow out)
            throws IOException, InterruptedException {
        out.onGone(subscription::close);
        while (true) {
            var next = subscription.next();
            if (next.isEmpty()) return;
            switch (next.get()) {
                case EventSubscription.Delivery.Happened(var event) ->
                        out.write(Json.bytes(EventWriter.write(event)));
                case EventSubscription.Delivery.Lost _ -> {
                    // Docker's stream has no word for it
                }
            }
        }
    }
}
