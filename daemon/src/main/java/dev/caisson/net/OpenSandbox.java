package dev.caisson.net;

import dev.caisson.net.model.Sandbox;
import dev.caisson.net.netlink.NetworkNamespace;

/// The network of a container between its making and the launch: it is in no process yet.
///
/// Closing it gives up the descriptor only. When no process has entered the namespace by then, the
/// kernel ends it; [Networks#release] takes back what else was made.
public final class OpenSandbox implements AutoCloseable {
    private final Sandbox sandbox;
    private final NetworkNamespace namespace;
    private final Runnable given;

    /// @param given called when the descriptor is given up
    OpenSandbox(Sandbox sandbox, NetworkNamespace namespace, Runnable given) {
        this.sandbox = sandbox;
        this.namespace = namespace;
        this.given = given;
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    /// Descriptor of the network namespace, valid until [#close].
    public int namespace() {
        return namespace.fd();
    }

    /// Idempotent.
    @Override
    public void close() {
        namespace.close();
        given.run();
    }
}
