package dev.caisson.net.ports;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fcntl;
import dev.caisson.sys.Poll;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import org.jspecify.annotations.Nullable;

/// One direction of a stream that is passed on: from a socket through a pipe into a socket, without
/// a copy. It belongs to one thread.
///
/// 1. Nothing is read while the pipe holds what the sink has not taken: a slow sink holds up the
///    source in the kernel.
/// 2. The end of the source is passed on when the pipe is empty, so after everything else.
/// 3. When the sink is gone, the source is read on and forgotten, because the other direction may
///    still be on its way, and a socket closed with something unread resets what it sent.
final class Flow {
    /// How often in a row, before others have their turn.
    private static final int ROUNDS = 8;

    private static final int FORGOTTEN = 64 << 10;

    /// After so much at once there is mostly more.
    private static final int MUCH = 64 << 10;

    private enum State {
        OPEN,
        /// The source has ended, the sink was not told yet.
        ENDED,
        /// The sink takes no more.
        FORGETTING,
        OVER
    }

    private final Syscalls syscalls;
    private final PipePool pipes;
    private final End source;
    private final End sink;
    private State state = State.OPEN;
    private PipePool.@Nullable Ends pipe;
    private int inside;

    Flow(Syscalls syscalls, PipePool pipes, End source, End sink) {
        this.syscalls = syscalls;
        this.pipes = pipes;
        this.source = source;
        this.sink = sink;
    }

    boolean isOver() {
        return state == State.OVER;
    }

    /// [Poll] events of the source without which nothing goes on.
    int ofSource() {
        boolean reads = state == State.FORGETTING || (state == State.OPEN && inside == 0);
        return reads ? Poll.EPOLLIN | Poll.EPOLLRDHUP : 0;
    }

    /// [Poll] events of the sink without which nothing goes on.
    int ofSink() {
        return inside > 0 ? Poll.EPOLLOUT : 0;
    }

    /// Passes on what there is.
    ///
    /// @param answered whether the other direction is over
    /// @return whether the stream may go on; else it broke before its end
    boolean pass(boolean answered) {
        for (int round = 0; round < ROUNDS && state != State.OVER; round++) {
            if (state == State.FORGETTING) return forget(answered);
            boolean full = false;
            if (inside == 0 && state == State.OPEN) {
                int taken = take();
                if (taken < 0) return !source.isGone();
                if (taken == 0 && source.isBroken()) return false;
                if (taken == 0) state = State.ENDED;
                inside = taken;
                full = taken >= MUCH;
            }
            if (inside > 0 && !give()) return true;
            if (state == State.ENDED) end();
            // Less than asked for is mostly all there was; the poller knows better than one more
            // call, which would fail.
            else if (!full && !source.isLast()) return true;
        }
        return true;
    }

    /// @return 0 at the end, -1 when there is nothing
    private int take() {
        if (pipe == null) pipe = pipes.take();
        int taken;
        try {
            taken =
                    syscalls.splice(
                            source.number(),
                            pipe.writer(),
                            PipePool.SIZE,
                            Fcntl.SPLICE_F_MOVE | Fcntl.SPLICE_F_NONBLOCK);
        } catch (SyscallException failure) {
            giveBack();
            if (failure.is(Errno.EAGAIN)) return -1;
            throw failure;
        }
        if (taken == 0) giveBack();
        return taken;
    }

    private void giveBack() {
        if (pipe != null) pipes.give(pipe);
        pipe = null;
    }

    /// @return whether all of it was taken; else the sink tells when it takes more
    private boolean give() {
        var full = pipe;
        if (full == null) throw new IllegalStateException("something is in no pipe");
        try {
            inside -=
                    syscalls.splice(
                            full.reader(),
                            sink.number(),
                            inside,
                            Fcntl.SPLICE_F_MOVE | Fcntl.SPLICE_F_NONBLOCK);
        } catch (SyscallException failure) {
            if (failure.is(Errno.EAGAIN)) return false;
            refused(failure);
            return true;
        }
        if (inside > 0) return false;
        giveBack();
        return true;
    }

    /// A sink that had sent its end answers `EPIPE`; its end is to be believed.
    private void refused(SyscallException failure) {
        if (!failure.is(Errno.EPIPE)) sink.breakDown();
        stop();
    }

    /// Passes on no more; what comes is forgotten.
    void stop() {
        close();
        inside = 0;
        if (state == State.OPEN) state = State.FORGETTING;
        if (state == State.ENDED) state = State.OVER;
    }

    private void end() {
        state = State.OVER;
        try {
            syscalls.shutdown(sink.number(), Socket.SHUT_WR);
        } catch (SyscallException failure) {
            // ENOTCONN: it is reset, which the other direction finds out.
            sink.breakDown();
        }
    }

    /// @return whether to go on: not when the source has taken all it was sent
    private boolean forget(boolean answered) {
        if (answered && syscalls.siocoutq(source.number()) == 0) return false;
        try {
            int length = syscalls.read(source.number(), new byte[FORGOTTEN], 0, FORGOTTEN);
            if (length == 0) state = State.OVER;
            return true;
        } catch (SyscallException failure) {
            return failure.is(Errno.EAGAIN);
        }
    }

    /// Gives up what is in the pipe. Idempotent.
    void close() {
        if (pipe == null) return;
        if (inside == 0) pipes.give(pipe);
        else pipe.close();
        pipe = null;
    }
}
