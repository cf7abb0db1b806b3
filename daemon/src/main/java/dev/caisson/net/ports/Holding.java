package dev.caisson.net.ports;

import java.util.HashSet;
import java.util.Set;

/// A port of the host that is taken.
final class Holding implements AutoCloseable {
    /// Connections that may wait for the engine to accept them.
    static final int QUEUE = 1024;

    private final String group;
    private final Set<String> containers;
    private final Runnable closing;

    /// @param group that shares the port; empty when one container has it alone
    /// @param containers whose it is
    /// @param closing gives the socket up
    Holding(String group, Set<String> containers, Runnable closing) {
        this.group = group;
        this.containers = new HashSet<>(containers);
        this.closing = closing;
    }

    boolean isOf(String wanted) {
        return !group.isEmpty() && group.equals(wanted);
    }

    void add(String container) {
        containers.add(container);
    }

    /// @return whether nobody has it any more
    boolean remove(String container) {
        return containers.remove(container) && containers.isEmpty();
    }

    @Override
    public void close() {
        closing.run();
    }
}
