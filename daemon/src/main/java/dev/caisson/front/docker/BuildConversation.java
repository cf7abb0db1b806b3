package dev.caisson.front.docker;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildResult;
import dev.caisson.fault.Fault;
import dev.caisson.front.http.LateOutput;
import dev.caisson.wire.ProgressMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One build, told to its client as it comes along, and given up when the client goes away.
///
/// The build writes to the client itself: a client that does not read holds the build back.
final class BuildConversation {
    private static final Logger LOG = LoggerFactory.getLogger(BuildConversation.class);
    private static final long LOOK_MILLIS = 100;

    private final LateOutput out;
    private final BuildLines lines;
    private final @Nullable BuildView view;
    private volatile boolean viewed;

    /// @param quiet say only what the image is called, or why there is none
    /// @param view tell of steps as they go on, instead of Docker's lines
    BuildConversation(LateOutput out, boolean quiet, boolean view) {
        this.out = out;
        lines = new BuildLines(quiet);
        this.view = view ? new BuildView() : null;
    }

    /// The work.
    @FunctionalInterface
    interface Work {
        BuildResult run(BuildEvent.Listener listener) throws IOException, InterruptedException;
    }

    /// What fails before the first line is thrown, what fails later is the last line.
    void run(Work work) throws IOException, InterruptedException {
        var task = new FutureTask<>(() -> work.run(listener()));
        // A platform thread: unpacking a context makes native calls that block.
        var worker = Thread.ofPlatform().daemon().name("build").start(task);
        try {
            end(await(task));
        } catch (ExecutionException failed) {
            fail(Objects.requireNonNull(failed.getCause()));
        } finally {
            worker.interrupt();
            worker.join();
        }
    }

    private BuildResult await(FutureTask<BuildResult> task)
            throws ExecutionException, InterruptedException, IOException {
        while (true) {
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                out.checkClient();
            }
        }
    }

    private BuildEvent.Listener listener() {
        return new BuildEvent.Listener() {
            @Override
            public void on(BuildEvent event) {
                tell(event);
            }

            @Override
            public boolean wantsOrder() {
                return view == null;
            }
        };
    }

    private void tell(BuildEvent event) {
        try {
            if (view != null) {
                for (var news : view.of(event)) {
                    out.write(TransferLines.bytes(news));
                    viewed = true;
                }
            } else {
                for (var message : lines.of(event)) out.write(TransferLines.bytes(message));
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void end(BuildResult result) throws IOException {
        switch (result) {
            case BuildResult.Built built -> {
                for (var message : lines.end(built)) out.write(TransferLines.bytes(message));
            }
            case BuildResult.Exported _ -> {
                // the client has it
            }
            case BuildResult.StepFailure(var text, var code, _) -> last(failed(code, text));
        }
    }

    private void last(ProgressMessage message) throws IOException {
        for (var kept : lines.kept()) out.write(TransferLines.bytes(kept));
        out.write(TransferLines.bytes(message));
    }

    private void fail(Throwable cause) throws IOException {
        if (cause instanceof UncheckedIOException gone) throw gone.getCause();
        boolean begun = viewed || lines.hasSpoken() || !lines.kept().isEmpty();
        var message =
                switch (cause) {
                    case Fault fault when !begun -> throw fault;
                    case IOException broken when !begun -> throw broken;
                    case Fault fault -> failed(0, fault.text());
                    default -> {
                        LOG.error("build failed", cause);
                        yield failed(0, "the build failed, see the daemon's log");
                    }
                };
        last(message);
    }

    private static ProgressMessage failed(int code, String text) {
        return new ProgressMessage(
                null, null, null, null, new ProgressMessage.ErrorDetail(code, text), text, null);
    }
}
