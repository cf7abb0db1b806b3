package dev.caisson.stdio;

/// Which output of the process bytes came from. A terminal's output is all [#STDOUT].
public enum StreamKind {
    STDOUT(1),
    STDERR(2);

    private final int number;

    StreamKind(int number) {
        this.number = number;
    }

    /// The file descriptor number, which is also the number in frames of the log and in Docker's
    /// multiplexed stream.
    public int number() {
        return number;
    }
}
