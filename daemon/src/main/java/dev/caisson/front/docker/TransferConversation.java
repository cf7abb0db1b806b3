package dev.caisson.front.docker;

import dev.caisson.fault.Fault;
import dev.caisson.front.http.LateOutput;
import dev.caisson.wire.ProgressMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A pull or a push on a thread of its own, told to a client line by line, and given up when the
/// client goes away.
final class TransferConversation {
    private static final Logger LOG = LoggerFactory.getLogger(TransferConversation.class);

    private final TransferLines lines;
    private final Transfer transfer;

    /// The work.
    @FunctionalInterface
    interface Transfer {
        void run() throws InterruptedException;
    }

    TransferConversation(TransferLines lines, Transfer transfer) {
        this.lines = lines;
        this.transfer = transfer;
    }

    /// Runs to the end of the transfer. What fails before the first line is thrown, what fails
    /// later is the last line.
    void run(LateOutput out) throws IOException, InterruptedException {
        var task =
                new FutureTask<Boolean>(
                        () -> {
                            try {
                                transfer.run();
                                return true;
                            } finally {
                                lines.end();
                            }
                        });
        var worker = Thread.ofVirtual().name("transfer").start(task);
        boolean begun = false;
        try {
            while (!lines.isOver()) {
                begun |= write(out);
                out.checkClient();
            }
        } finally {
            // It has ended, or nobody listens any more.
            worker.interrupt();
            worker.join();
        }
        begun |= write(out);
        try {
            var _ = task.get();
        } catch (ExecutionException failed) {
            fail(Objects.requireNonNull(failed.getCause()), begun, out);
        }
    }

    private boolean write(LateOutput out) throws IOException, InterruptedException {
        var batch = lines.take();
        if (batch.isEmpty()) return false;
        var bytes = new ByteArrayOutputStream();
        for (var message : batch) bytes.writeBytes(TransferLines.bytes(message));
        out.write(bytes.toByteArray());
        return true;
    }

    private static void fail(Throwable cause, boolean begun, LateOutput out) throws IOException {
        switch (cause) {
            case Fault fault when !begun -> throw fault;
            case Fault fault ->
                    out.write(TransferLines.bytes(ProgressMessage.failed(fault.text())));
            case RuntimeException bug when !begun -> throw bug;
            case Throwable bug -> {
                LOG.error("transfer of an image failed", bug);
                var text = "the transfer failed, see the daemon's log";
                out.write(TransferLines.bytes(ProgressMessage.failed(text)));
            }
        }
    }
}
