package dev.caisson.front.docker;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildResult;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.front.http.LateOutput;
import dev.caisson.wire.ProgressMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One build, told to its client as it comes along, and given up when the client goes away.
///
/// The build writes to the client itself: a client that does not read holds the build back.
final class BuildConversation {
    private static final Logger LOG = LoggerFactory.getLogger(BuildConversation.class);
    private static final long LOOK_MILLIS = 100;

    private final LateOutput out;
    private final BuildStory story;

    BuildConversation(LateOutput out, BuildStory story) {
        this.out = out;
        this.story = story;
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
                return story.wantsOrder();
            }
        };
    }

    /// Steps at the same time come one after the other to the client.
    private synchronized void tell(BuildEvent event) {
        try {
            say(story.of(event));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Faults.of(FaultCode.BUILD_CANCELLED);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void say(List<?> messages) throws IOException {
        for (var message : messages) {
            out.write(TransferLines.bytes(message));
        }
    }

    private void end(BuildResult result) throws IOException, InterruptedException {
        switch (result) {
            case BuildResult.Built built -> say(story.end(built));
            case BuildResult.Exported _ -> {
                // the client has it
            }
            case BuildResult.StepFailure failure -> last(story.failed(failure));
        }
    }

    private void last(ProgressMessage message) throws IOException {
        say(story.kept());
        out.write(TransferLines.bytes(message));
    }

    private void fail(Throwable cause) throws IOException {
        if (cause instanceof UncheckedIOException gone) throw gone.getCause();
        boolean begun = out.hasBegun() || !story.kept().isEmpty();
        var message =
                switch (cause) {
                    case Fault fault when !begun -> throw fault;
                    case IOException broken when !begun -> throw broken;
                    case Fault fault -> BuildStory.error(0, fault.text());
                    default -> {
                        LOG.error("build failed", cause);
                        yield BuildStory.error(0, "the build failed, see the daemon's log");
                    }
                };
        last(message);
    }
}
