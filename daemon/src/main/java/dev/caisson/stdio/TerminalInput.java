package dev.caisson.stdio;

/// The keyboard side of a terminal.
public interface TerminalInput extends ContainerInput {
    /// Tells the program the size of the window (SIGWINCH). After the terminal's end it does
    /// nothing.
    ///
    /// @param columns 1 to 65 535, likewise `rows`
    void resize(int columns, int rows);
}
