package dev.caisson.cli.terminal;

import java.io.IOException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/// The terminal in raw mode: every key goes to the container, nothing is echoed or translated here.
/// Closing it gives the user's settings back.
public final class RawTerminal implements AutoCloseable {
    private final Terminal terminal;
    private final Attributes before;

    private RawTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
    }

    /// @throws IOException when standard input is no terminal
    public static RawTerminal enter() throws IOException {
        var terminal =
                TerminalBuilder.builder()
                        .system(true)
                        .dumb(false)
                        .nativeSignals(false)
                        // Otherwise it asks the terminal what it can do, and takes the answer, or
                        // what the user has typed by then, from the container's input.
                        .graphemeCluster(false)
                        .build();
        var raw = new RawTerminal(terminal);
        terminal.setAttributes(raw(raw.before));
        return raw;
    }

    /// As cfmakeraw(3).
    private static Attributes raw(Attributes before) {
        var raw = new Attributes(before);
        for (var flag :
                new Attributes.InputFlag[] {
                    Attributes.InputFlag.IGNBRK,
                    Attributes.InputFlag.BRKINT,
                    Attributes.InputFlag.PARMRK,
                    Attributes.InputFlag.ISTRIP,
                    Attributes.InputFlag.INLCR,
                    Attributes.InputFlag.IGNCR,
                    Attributes.InputFlag.ICRNL,
                    Attributes.InputFlag.IXON
                }) {
            raw.setInputFlag(flag, false);
        }
        raw.setOutputFlag(Attributes.OutputFlag.OPOST, false);
        for (var flag :
                new Attributes.LocalFlag[] {
                    Attributes.LocalFlag.ECHO,
                    Attributes.LocalFlag.ECHONL,
                    Attributes.LocalFlag.ICANON,
                    Attributes.LocalFlag.ISIG,
                    Attributes.LocalFlag.IEXTEN
                }) {
            raw.setLocalFlag(flag, false);
        }
        raw.setControlChar(Attributes.ControlChar.VMIN, 1);
        raw.setControlChar(Attributes.ControlChar.VTIME, 0);
        return raw;
    }

    public int columns() {
        return terminal.getSize().getColumns();
    }

    public int rows() {
        return terminal.getSize().getRows();
    }

    /// Calls back now, and on a thread of the JVM whenever the user changes the window's size. One
    /// call after the other: each signal has a thread of its own, and the last must find, and tell,
    /// the newest size.
    public void onResize(Runnable resized) {
        Runnable inTurn =
                () -> {
                    synchronized (this) {
                        resized.run();
                    }
                };
        Signals.register("WINCH", inTurn);
        inTurn.run();
    }

    @Override
    public void close() throws IOException {
        terminal.setAttributes(before);
        terminal.close();
    }
}
