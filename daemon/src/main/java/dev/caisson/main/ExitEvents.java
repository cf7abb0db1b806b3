package dev.caisson.main;

import dev.caisson.spec.ExitEvent;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Poll;
import dev.caisson.sys.Poller;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The FIFO into which holders write that their container has ended: the fast path; the holders'
/// pidfds are the sure one.
final class ExitEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExitEvents.class);
    private static final int MODE = 0600;

    private final Syscalls syscalls;
    private final Path path;
    private final Fd fd;
    private final Consumer<ExitEvent> receiver;
    private final Poller.Registration registration;
    private final byte[] pending = new byte[ExitEvent.BYTES * 512];
    private int filled;

    /// Makes the FIFO when it does not exist, and listens.
    ///
    /// @param receiver called on the poller's thread; must not block
    ExitEvents(Syscalls syscalls, Poller poller, Path path, Consumer<ExitEvent> receiver) {
        this.syscalls = syscalls;
        this.path = path;
        this.receiver = receiver;
        make();
        // Also open for writing, so that it never reads as ended.
        fd =
                Fd.of(
                        syscalls,
                        syscalls.openat(
                                AtFlag.AT_FDCWD,
                                path.toString(),
                                OpenFlag.O_RDWR | OpenFlag.O_NONBLOCK,
                                0));
        registration = poller.register(fd.number(), Poll.EPOLLIN, _ -> read());
    }

    Path path() {
        return path;
    }

    private void make() {
        try {
            syscalls.mkfifoat(AtFlag.AT_FDCWD, path.toString(), MODE);
        } catch (SyscallException failure) {
            if (!failure.is(Errno.EEXIST)) throw failure;
        }
    }

    private void read() {
        int count;
        try {
            count = syscalls.read(fd.number(), pending, filled, pending.length - filled);
        } catch (SyscallException failure) {
            if (failure.is(Errno.EAGAIN)) return;
            throw failure;
        }
        filled += count;
        var events = ByteBuffer.wrap(pending, 0, filled);
        while (events.remaining() >= ExitEvent.BYTES) {
            try {
                receiver.accept(ExitEvent.parse(events));
            } catch (IllegalArgumentException strange) {
                LOG.warn("path={} has something that is no event, ignoring it", path, strange);
                events.position(events.limit());
            }
        }
        int rest = events.remaining();
        System.arraycopy(pending, events.position(), pending, 0, rest);
        filled = rest;
    }

    @Override
    public void close() {
        registration.close();
        fd.close();
    }
}
