package dev.caisson.front.docker;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.view.UsageView;
import dev.caisson.engine.Containers;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.front.docker.convert.StatsWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.Outflow;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a container uses: once, or a sample each second until the client leaves or the container
/// is removed.
///
/// A sample carries the one before it. The first of a stream has none; a single answer is the
/// second of two, a second apart, unless the client asks for one shot.
final class StatsEndpoints {
    private static final int INTERVAL_MILLIS = 1000;

    private final Containers containers;

    StatsEndpoints(Containers containers) {
        this.containers = containers;
    }

    void addTo(Router router) {
        router.get("/containers/{name}/stats", this::stats);
    }

    private Answer stats(Call call) {
        boolean stream = call.query().flag("stream", true);
        boolean oneShot = call.query().flag("one-shot");
        if (stream && oneShot) throw new InvalidInput(FaultCode.STATS_STREAM_ONE_SHOT);
        var first = containers.usage(call.container());
        if (!stream && (oneShot || first.counters() == null)) {
            return Call.json(200, StatsWriter.write(first, null));
        }
        return new Answer.Streaming(
                200, Map.of("Content-Type", "application/json"), out -> send(first, stream, out));
    }

    private void send(UsageView first, boolean stream, Outflow out)
            throws IOException, InterruptedException {
        var container = new ContainerReference(first.id().value());
        var end = new CountDownLatch(1);
        out.onGone(end::countDown);
        var removed = containers.wait(container, Containers.WaitCondition.REMOVED);
        var _ = removed.whenComplete((_, _) -> end.countDown());
        try {
            if (stream) out.write(Json.bytes(StatsWriter.write(first, null)));
            @Nullable UsageView before = first;
            while (!end.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                var usage = containers.usage(container);
                out.write(Json.bytes(StatsWriter.write(usage, before)));
                if (!stream) return;
                before = usage;
            }
        } catch (NotFound gone) {
            // it was removed between two samples: the stream has ended
        } finally {
            removed.cancel(true);
        }
    }
}
