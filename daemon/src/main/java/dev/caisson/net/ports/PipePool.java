package dev.caisson.net.ports;

import dev.caisson.sys.Fcntl;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.ArrayDeque;
import java.util.Deque;

/// Empty pipes that streams go through. They belong to one thread.
///
/// A pipe is lent only as long as something is in it, so connections that are quiet, or whose
/// readers keep up, need none of their own.
final class PipePool implements AutoCloseable {
    /// What a pipe holds at most; the kernel may give less to a user who has many.
    static final int SIZE = 1 << 20;

    private static final int KEPT = 16;

    private final Syscalls syscalls;
    private final Deque<Ends> empty = new ArrayDeque<>();

    PipePool(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// A pipe, which its holder closes or gives back.
    static final class Ends implements AutoCloseable {
        private final Fd reader;
        private final Fd writer;

        private Ends(Fd reader, Fd writer) {
            this.reader = reader;
            this.writer = writer;
        }

        int reader() {
            return reader.number();
        }

        int writer() {
            return writer.number();
        }

        @Override
        public void close() {
            try (reader) {
                writer.close();
            }
        }
    }

    /// @throws SyscallException when there are no descriptors left
    Ends take() {
        var kept = empty.poll();
        if (kept != null) return kept;
        var numbers = syscalls.pipe2(OpenFlag.O_NONBLOCK);
        var pipe = new Ends(Fd.of(syscalls, numbers.reader()), Fd.of(syscalls, numbers.writer()));
        try {
            int _ = syscalls.fcntl(pipe.writer(), Fcntl.F_SETPIPE_SZ, SIZE);
        } catch (SyscallException tooMany) {
            // It stays as large as it is.
        }
        return pipe;
    }

    /// @param pipe with nothing in it
    void give(Ends pipe) {
        if (empty.size() < KEPT) empty.push(pipe);
        else pipe.close();
    }

    @Override
    public void close() {
        empty.forEach(Ends::close);
        empty.clear();
    }
}
