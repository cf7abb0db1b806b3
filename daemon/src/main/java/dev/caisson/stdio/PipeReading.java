package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Poll;
import dev.caisson.sys.Poller;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Undo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Output of an exec session: its pipes, or the master of its terminal, non-blocking.
///
/// While the sink blocks nothing is read, and so the process blocks once its pipe is full: no byte
/// is lost or kept here. It is complete when every writer has closed; or, since a process left
/// behind may keep a pipe for ever, when the session has ended and the pipes are empty.
final class PipeReading implements OutputReading {
    private static final int PIECE = 64 * 1024;

    private enum Phase {
        READY,
        PUMPING,
        CLOSED
    }

    private final Syscalls syscalls;
    private final Poller poller;
    private final List<Source> open;
    private final RunEnd end;
    private final Signal signal = new Signal();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.READY);

    /// @param sources their descriptors stay the caller's, and are closed after this reading
    PipeReading(Syscalls syscalls, Poller poller, List<Source> sources, RunEnd end) {
        this.syscalls = syscalls;
        this.poller = poller;
        open = new ArrayList<>(sources);
        this.end = end;
    }

    record Source(StreamKind stream, Fd fd) {}

    @Override
    public End pump(OutputSink sink) throws InterruptedException {
        if (!phase.compareAndSet(Phase.READY, Phase.PUMPING)) {
            if (phase.get() == Phase.CLOSED) return End.CLOSED;
            throw new IllegalStateException("a reading is pumped once");
        }
        end.add(signal);
        try {
            return deliver(sink);
        } catch (IOException gone) {
            return End.RECEIVER_GONE;
        } finally {
            end.remove(signal);
            phase.set(Phase.CLOSED);
        }
    }

    private End deliver(OutputSink sink) throws IOException, InterruptedException {
        var piece = new byte[PIECE];
        while (phase.get() == Phase.PUMPING) {
            boolean last = end.isReached();
            boolean moved = false;
            for (Iterator<Source> each = open.iterator(); each.hasNext(); ) {
                var source = each.next();
                int count = read(source, piece);
                if (count == 0) {
                    each.remove();
                } else if (count > 0) {
                    moved = true;
                    sink.write(source.stream(), ByteBuffer.wrap(piece, 0, count));
                }
            }
            if (open.isEmpty() || (!moved && last)) {
                sink.flush();
                return End.COMPLETE;
            }
            if (!moved) {
                sink.flush();
                await();
            }
        }
        return End.CLOSED;
    }

    /// @return bytes read; 0 at the end; -1 when there are none now
    private int read(Source source, byte[] piece) {
        try {
            return syscalls.read(source.fd().number(), piece, 0, piece.length);
        } catch (SyscallException failure) {
            if (failure.is(Errno.EAGAIN)) return -1;
            // A terminal whose other end nobody has open any more.
            if (failure.is(Errno.EIO)) return 0;
            throw new Internal(
                    failure, FaultCode.LOG_UNREADABLE, source.fd(), failure.errno().text());
        }
    }

    private void await() throws InterruptedException {
        try (var registrations = new Undo()) {
            for (var source : open) {
                int events = Poll.EPOLLIN | Poll.EPOLLONESHOT;
                var _ =
                        registrations.add(
                                poller.register(source.fd().number(), events, _ -> signal.raise()));
            }
            boolean _ = signal.await(null);
        }
    }

    @Override
    public void close() {
        if (phase.getAndSet(Phase.CLOSED) == Phase.PUMPING) signal.raise();
    }
}
