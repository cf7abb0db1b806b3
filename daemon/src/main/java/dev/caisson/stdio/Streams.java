package dev.caisson.stdio;

import dev.caisson.spec.LogLayout;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Inotify;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Syscalls;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The entrance of the room: makes logs, inputs and exec outputs out of files and descriptors. One
/// per daemon. Holds nothing to close.
///
/// Descriptors given to it stay the caller's: close what was made of them first, then them.
public final class Streams {
    private final Syscalls syscalls;
    private final Poller poller;
    private final OpenReadings readings = new OpenReadings();
    private final SegmentLog.Shared shared;

    /// @param inotify used for all logs
    public Streams(Syscalls syscalls, Poller poller, Inotify inotify, InstantSource clock) {
        this.syscalls = syscalls;
        this.poller = poller;
        shared =
                new SegmentLog.Shared(
                        syscalls,
                        readings,
                        new LogWatch(inotify),
                        new SegmentLocks(syscalls),
                        clock);
    }

    /// The log of a container.
    ///
    /// @param directory `log/` of the container; it must exist when a reading is opened
    public ContainerLog log(Path directory, LogLayout layout) {
        return new SegmentLog(directory, layout, shared);
    }

    /// Completes when every reading of a log that is open now was closed: its files are needed
    /// until then. To be asked when the directory was moved away, so that no other can begin.
    ///
    /// @param directory as given to [#log]
    public CompletableFuture<Void> unread(Path directory) {
        return readings.over(directory);
    }

    /// Standard input that is a pipe or FIFO.
    ///
    /// @param fd its writing end, non-blocking
    /// @param ending closes every writing end, the holder's as well; run at most once
    public ContainerInput pipeInput(Fd fd, Runnable ending) {
        return new PipeInput(syscalls, poller, fd, ending);
    }

    /// The keyboard of a terminal.
    ///
    /// @param master non-blocking; may be the one that [#terminalOutput] reads
    public TerminalInput terminalInput(Fd master) {
        return new PipeInput.OfTerminal(syscalls, poller, master);
    }

    /// The output of an exec session with pipes.
    ///
    /// @param stdout reading end, non-blocking; likewise `stderr`
    /// @param end of the session
    public OutputReading pipeOutput(Fd stdout, Fd stderr, RunEnd end) {
        var sources =
                List.of(
                        new PipeReading.Source(StreamKind.STDOUT, stdout),
                        new PipeReading.Source(StreamKind.STDERR, stderr));
        return new PipeReading(syscalls, poller, sources, end);
    }

    /// The output of an exec session with a terminal.
    ///
    /// @param master non-blocking
    public OutputReading terminalOutput(Fd master, RunEnd end) {
        var source = new PipeReading.Source(StreamKind.STDOUT, master);
        return new PipeReading(syscalls, poller, List.of(source), end);
    }
}
