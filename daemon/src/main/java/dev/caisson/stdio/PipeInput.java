package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fcntl;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Poll;
import dev.caisson.sys.Poller;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.sys.WindowSize;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/// Standard input through a non-blocking descriptor: a pipe, a FIFO or the master of a terminal.
///
/// The descriptor belongs to somebody else and outlives this object. A writer that finds it full
/// waits on the [Poller] with the lock held, so writes are never mixed; closing wakes it.
class PipeInput implements ContainerInput {
    private static final int PIECE = 64 * 1024;

    final Syscalls syscalls;
    final Fd fd;
    private final Poller poller;
    private final Runnable ending;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Signal signal = new Signal();
    private volatile boolean closed;
    private boolean ended;

    /// @param ending makes the process read an end of file; run once
    PipeInput(Syscalls syscalls, Poller poller, Fd fd, Runnable ending) {
        this.syscalls = syscalls;
        this.poller = poller;
        this.fd = fd;
        this.ending = ending;
    }

    @Override
    public boolean write(ByteBuffer bytes) throws InterruptedException {
        writing.lockInterruptibly();
        try {
            var piece = new byte[Math.min(PIECE, bytes.remaining())];
            while (bytes.hasRemaining()) {
                if (closed || ended) return false;
                int length = Math.min(piece.length, bytes.remaining());
                bytes.get(bytes.position(), piece, 0, length);
                bytes.position(bytes.position() + writeSome(piece, length));
            }
            return !closed && !ended;
        } catch (SyscallException failure) {
            if (failure.is(Errno.EPIPE) || failure.is(Errno.EIO)) {
                bytes.position(bytes.limit());
                return false;
            }
            throw unwritable(failure);
        } finally {
            writing.unlock();
        }
    }

    /// @return how many were written; 0 after a wait
    private int writeSome(byte[] piece, int length) throws InterruptedException {
        try {
            return syscalls.write(fd.number(), piece, 0, length);
        } catch (SyscallException full) {
            if (!full.is(Errno.EAGAIN)) throw full;
        }
        await();
        return 0;
    }

    /// Waits on a copy of the descriptor, because epoll knows a descriptor only once and a terminal
    /// is waited for by its reader as well.
    private void await() throws InterruptedException {
        int copied = syscalls.fcntl(fd.number(), Fcntl.F_DUPFD_CLOEXEC, 0);
        int events = Poll.EPOLLOUT | Poll.EPOLLONESHOT;
        try (var copy = Fd.of(syscalls, copied);
                var _ = poller.register(copy.number(), events, _ -> signal.raise())) {
            boolean _ = signal.await(null);
        }
    }

    @Override
    public void end() {
        writing.lock();
        try {
            if (ended || closed) return;
            ended = true;
            ending.run();
        } catch (SyscallException failure) {
            throw unwritable(failure);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        signal.raise();
        // Whoever closes the descriptor next must find no writer in it.
        writing.lock();
        try {
            ended = true;
        } finally {
            writing.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    private Internal unwritable(SyscallException failure) {
        return new Internal(failure, FaultCode.STDIN_UNWRITABLE, fd, failure.errno().text());
    }

    /// The same for a terminal: nothing ends its input, and it has a size.
    static final class OfTerminal extends PipeInput implements TerminalInput {
        OfTerminal(Syscalls syscalls, Poller poller, Fd master) {
            super(syscalls, poller, master, () -> {});
        }

        @Override
        public void end() {
            // A terminal's input has no end that only one client could cause.
        }

        @Override
        public void resize(int columns, int rows) {
            if (isClosed()) return;
            try {
                syscalls.tiocswinsz(fd.number(), new WindowSize(rows, columns));
            } catch (SyscallException failure) {
                if (failure.is(Errno.EIO)) return;
                throw new Internal(failure, FaultCode.STDIN_UNWRITABLE, fd, failure.errno().text());
            }
        }
    }
}
