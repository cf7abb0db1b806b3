package dev.caisson.spec;

/// What the process reads from and writes to.
public sealed interface Stdio {
    /// Size of the log the holder keeps.
    LogLayout log();

    /// Standard output and error are separate pipes.
    ///
    /// @param stdin true for a FIFO the daemon writes to, false for `/dev/null`
    record Pipes(boolean stdin, LogLayout log) implements Stdio {}

    /// A terminal.
    ///
    /// @param columns 0 to leave the size alone, likewise `rows`
    record Terminal(int columns, int rows, LogLayout log) implements Stdio {}
}
