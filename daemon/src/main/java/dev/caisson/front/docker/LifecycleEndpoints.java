package dev.caisson.front.docker;

import dev.caisson.engine.Containers;
import dev.caisson.engine.Containers.WaitCondition;
import dev.caisson.engine.Containers.WaitResult;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.http.Answer;
import dev.caisson.wire.WaitAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What makes a container run, stop and be waited for.
final class LifecycleEndpoints {
    private final Containers containers;

    LifecycleEndpoints(Containers containers) {
        this.containers = containers;
    }

    void addTo(Router router) {
        router.post("/containers/{name}/start", this::start)
                .post("/containers/{name}/stop", this::stop)
                .post("/containers/{name}/restart", this::restart)
                .post("/containers/{name}/kill", this::kill)
                .post("/containers/{name}/pause", this::pause)
                .post("/containers/{name}/unpause", this::unpause)
                .post("/containers/{name}/wait", this::await);
    }

    private Answer start(Call call) {
        if (call.query().textOrNull("checkpoint") != null) {
            throw new InvalidInput(FaultCode.CHECKPOINT_UNSUPPORTED);
        }
        var _ = containers.start(call.container());
        return Call.empty(204);
    }

    private Answer stop(Call call) {
        containers.stop(call.container(), call.query().textOrNull("signal"), timeout(call));
        return Call.empty(204);
    }

    private Answer restart(Call call) {
        containers.restart(call.container(), call.query().textOrNull("signal"), timeout(call));
        return Call.empty(204);
    }

    private static @Nullable Duration timeout(Call call) {
        var seconds = call.query().number("t");
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    private Answer kill(Call call) {
        containers.kill(call.container(), call.query().textOrNull("signal"));
        return Call.empty(204);
    }

    private Answer pause(Call call) {
        containers.pause(call.container());
        return Call.empty(204);
    }

    private Answer unpause(Call call) {
        containers.unpause(call.container());
        return Call.empty(204);
    }

    /// The head says that the waiting has begun: a client that starts the container after it
    /// misses nothing. Clients before 1.30 get both together.
    private Answer await(Call call) {
        var condition = condition(call.query().text("condition"));
        var ended = containers.wait(call.container(), condition);
        if (call.version().isBefore(30)) return Call.json(200, result(ended));
        return new Answer.Streaming(
                200,
                Map.of("Content-Type", "application/json"),
                out -> {
                    out.onGone(() -> ended.cancel(true));
                    try {
                        out.write(Json.bytes(result(ended)));
                    } catch (CancellationException clientLeft) {
                        // nobody to tell
                    }
                });
    }

    private static WaitAnswer result(CompletableFuture<WaitResult> ended) {
        try {
            var result = ended.join();
            var error = result.error();
            return new WaitAnswer(
                    error == null ? null : new WaitAnswer.ErrorText(error), result.statusCode());
        } catch (CompletionException failed) {
            if (!(failed.getCause() instanceof Fault fault)) throw failed;
            return new WaitAnswer(new WaitAnswer.ErrorText(fault.text()), 0);
        }
    }

    private static WaitCondition condition(String written) {
        return switch (written) {
            case "", "not-running" -> WaitCondition.NOT_RUNNING;
            case "next-exit" -> WaitCondition.NEXT_EXIT;
            case "removed" -> WaitCondition.REMOVED;
            default -> throw new InvalidInput(FaultCode.WAIT_CONDITION_INVALID, written);
        };
    }
}
