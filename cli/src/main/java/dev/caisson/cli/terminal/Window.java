package dev.caisson.cli.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// The user's terminal as a place of some size; its settings stay as they are.
public final class Window implements AutoCloseable {
    /// What a terminal has that does not say.
    private static final Size USUAL = new Size(80, 24);

    private final Terminal terminal;

    private Window(Terminal terminal) {
        this.terminal = terminal;
    }

    /// @param columns characters in a row
    public record Size(int columns, int rows) {}

    /// @throws IOException when there is no terminal
    public static Window open() throws IOException {
        return new Window(
                TerminalBuilder.builder()
                        .system(true)
                        .dumb(false)
                        .nativeSignals(false)
                        // Nothing is asked of it: the answer would be read by the shell.
                        .graphemeCluster(false)
                        .build());
    }

    /// As it is now.
    public Size size() {
        var size = terminal.getSize();
        return size.getColumns() <= 0 || size.getRows() <= 0
                ? USUAL
                : new Size(size.getColumns(), size.getRows());
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
