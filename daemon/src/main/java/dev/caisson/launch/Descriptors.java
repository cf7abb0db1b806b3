package dev.caisson.launch;

/// The numbers at which a launch program finds its descriptors. Those below [#INIT_STDIN] stay with
/// the holder for its whole life, and a daemon gets its stdio back by them with `pidfd_getfd`: they
/// never change while holders of an earlier version can be alive.
final class Descriptors {
    /// The writing end of the report pipe.
    static final int REPORT = 3;

    /// The directory with `log/` and `exit` of the container, or `exit` of the exec session.
    static final int DIRECTORY = 4;

    /// The directory of the event FIFO.
    static final int RUN = 5;

    /// The exit record under its temporary name, with room for it already taken from the disk.
    static final int EXIT = 6;

    /// An eventfd: init writes to it when it fails, and the holder then leaves no record.
    static final int FATE = 7;

    /// The current log segment.
    static final int LOG = 8;

    /// A pipe: any byte closes the holder's [#STDIN_WRITER]. The holder has both ends.
    static final int CONTROL = 9;

    static final int CONTROL_WRITER = 10;

    static final int STDIN_WRITER = 11;

    /// The reading end of standard output, or the terminal's master.
    static final int STDOUT = 12;

    static final int STDERR = 13;

    /// The root: an overlay, detached. Of an exec session: the pidfd of the container. The holder
    /// keeps it open, so that the last reference to the overlay, whose end writes all that is dirty
    /// in the upper layer to disk, goes with the holder and not before the exit record.
    static final int ROOT = 14;

    // ---- init's; the holder closes all from here on after the clone

    /// The reading end of standard input, or the terminal's slave.
    static final int INIT_STDIN = 15;

    static final int INIT_STDOUT = 16;
    static final int INIT_STDERR = 17;

    /// The devpts instance of the terminal, detached.
    static final int DEVPTS = 18;

    /// The first of those that differ from launch to launch.
    static final int FIRST_EXTRA = 19;

    private Descriptors() {}
}
