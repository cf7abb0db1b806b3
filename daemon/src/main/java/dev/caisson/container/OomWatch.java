package dev.caisson.container;

import dev.caisson.cgroup.Cgroup;
import dev.caisson.cgroup.OomSource;
import dev.caisson.container.Services.Kernel;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Poll;
import dev.caisson.sys.SyscallException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears of memory kills in one control group while they happen, also of those the container
/// survives. Only for containers with a limit: the descriptors would be many otherwise.
final class OomWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OomWatch.class);

    private final List<AutoCloseable> parts = new ArrayList<>();

    private OomWatch() {}

    /// @param happened called by the poller: it returns at once
    static OomWatch on(Kernel kernel, Cgroup cgroup, Runnable happened) {
        var watch = new OomWatch();
        try {
            switch (cgroup.oomSource()) {
                case OomSource.EventFd source -> watch.arm(kernel, source, happened);
                case OomSource.Pollable(var events) -> watch.arm(kernel, events, happened);
                case OomSource.None _ -> {
                    // its end tells what can be told
                }
            }
            // The program runs already: what happened before the watch was set is told now.
            if (cgroup.oomKills() > 0) happened.run();
        } catch (SyscallException refused) {
            LOG.debug("cgroup={} tells of no memory kills", cgroup.path(), refused);
            watch.close();
        }
        return watch;
    }

    private void arm(Kernel kernel, OomSource.EventFd source, Runnable happened) {
        var syscalls = kernel.syscalls();
        var event = Fd.of(syscalls, syscalls.eventfd(0, Poll.EFD_NONBLOCK));
        parts.add(event);
        // Its group's end rings too: at the moment when this watch is closed.
        try (var state = open(kernel, source.state(), OpenFlag.O_RDONLY);
                var control = open(kernel, source.control(), OpenFlag.O_WRONLY)) {
            var line = event.number() + " " + state.number();
            syscalls.writeAll(control.number(), line.getBytes(StandardCharsets.US_ASCII));
        }
        var registration =
                kernel.poller()
                        .register(
                                event.number(),
                                Poll.EPOLLIN,
                                _ -> {
                                    long _ = syscalls.eventfdRead(event.number());
                                    happened.run();
                                });
        parts.set(parts.indexOf(event), () -> registration.closeWith(event));
    }

    private void arm(Kernel kernel, Path events, Runnable happened) {
        var file = open(kernel, events, OpenFlag.O_RDONLY);
        parts.add(file);
        var registration =
                kernel.poller()
                        .register(
                                file.number(),
                                Poll.EPOLLPRI,
                                _ -> {
                                    // read, so that the next change is told again
                                    int _ =
                                            kernel.syscalls()
                                                    .pread(file.number(), new byte[512], 0, 512, 0);
                                    happened.run();
                                });
        parts.set(parts.indexOf(file), () -> registration.closeWith(file));
    }

    private static Fd open(Kernel kernel, Path file, int flags) {
        int number = kernel.syscalls().openat(AtFlag.AT_FDCWD, file.toString(), flags, 0);
        return Fd.of(kernel.syscalls(), number);
    }

    /// Idempotent.
    @Override
    public void close() {
        for (var part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception failure) {
                LOG.debug("a watch of memory kills cannot be closed", failure);
            }
        }
        parts.clear();
    }
}
