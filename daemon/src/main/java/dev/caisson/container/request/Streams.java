package dev.caisson.container.request;

/// Standard streams of the process.
///
/// @param openStdin standard input can be written to
/// @param stdinOnce it is closed when the first attached client closes it
/// @param columns first size of the terminal, 0 for none, likewise `rows`
public record Streams(
        boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        int columns,
        int rows) {
    public static Streams none() {
        return new Streams(false, false, false, false, false, false, 0, 0);
    }
}
