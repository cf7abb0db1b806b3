package dev.caisson.net.ports;

import dev.caisson.net.model.HostPort;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/// Who answers at the ports of the host that are relayed. Called on event loops: nothing here
/// waits.
public interface Destinations {
    /// Where a connection to a port goes; fails when nobody is there, or it was tried enough.
    ///
    /// @param attempt 0 at first; more when nobody answered where it was led before
    CompletionStage<InetSocketAddress> next(HostPort port, int attempt);

    /// A connection to a port has begun.
    ///
    /// @return to be run once, when it has ended
    Runnable begun(HostPort port);
}
