package dev.caisson.cli;

import dev.caisson.cli.http.DaemonAddress;
import java.io.IOException;

/// Nothing answers at the socket.
public final class DaemonUnreachable extends IOException {
    private static final long serialVersionUID = 1;

    DaemonUnreachable(DaemonAddress address, IOException cause) {
        super(
                "Cannot connect to the caisson daemon at "
                        + address
                        + ". Is the daemon running? ("
                        + cause.getMessage()
                        + ")",
                cause);
    }
}
