package dev.caisson.launch;

import dev.caisson.sys.Fd;
import dev.caisson.sys.PidFd;
import java.util.Optional;

/// The daemon's end of a holder: its pidfd and its copies of the stdio the holder keeps open.
///
/// The holder keeps its own copy of each of them, so that the end of the daemon is neither an end
/// of input nor a broken pipe for the container; [Launcher#reattach] gets them back.
public interface HolderLink extends AutoCloseable {
    /// Readable when the holder has ended. Owned by this link.
    PidFd pidFd();

    /// The writing end of standard input, non-blocking; empty when there is none or it was closed.
    /// Owned by this link.
    Optional<Fd> stdin();

    /// The master of the terminal, non-blocking. The holder of a container reads it, the daemon
    /// only writes and resizes; that of an exec session is read here. Owned by this link.
    Optional<Fd> terminal();

    /// The reading end of standard output of an exec session without a terminal, non-blocking.
    /// Owned by this link.
    Optional<Fd> stdout();

    /// Likewise standard error.
    Optional<Fd> stderr();

    /// Closes both writing ends of standard input: the process reads an end of file.
    void closeStdin();

    /// Waits for a holder that has ended, when it is a child of this daemon; does nothing else. To
    /// be called once [#pidFd] is readable.
    void reap();

    @Override
    void close();
}
