package dev.caisson.net.ports;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.PortDraft;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.model.Subnet;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Undo;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes ports of the host and gives them back.
public final class PortReservations implements AutoCloseable {
    // net.ipv4.ip_local_port_range as the kernel has it by default
    private static final int FIRST = 32_768;
    private static final int LAST = 60_999;

    private final Syscalls syscalls;
    private final Map<PublishedPort, Holding> held = new LinkedHashMap<>();
    private int next = FIRST;

    /// @param container whose it is
    private record Holding(String container, Fd socket) {}

    public PortReservations(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// Takes all ports of a container, or none.
    ///
    /// @param endpoint for messages
    /// @param host the address to publish at where none was asked for
    /// @throws Internal `PORT_ALLOCATED`, `PORT_TAKEN`, `PORT_UNBINDABLE`
    public synchronized List<PublishedPort> take(
            Sandbox.Owner owner, Endpoint endpoint, List<PortDraft> drafts, InetAddress host) {
        var taken = new ArrayList<PublishedPort>();
        try (var undo = new Undo()) {
            undo.add((Undo.Step) () -> taken.forEach(this::release));
            for (var draft : drafts) {
                var asked = draft.address();
                taken.add(take(owner, endpoint, draft, asked == null ? host : asked));
            }
            return undo.commit(List.copyOf(taken));
        }
    }

    private PublishedPort take(
            Sandbox.Owner owner, Endpoint endpoint, PortDraft draft, InetAddress address) {
        boolean any = draft.first() == 0;
        int first = any ? FIRST : draft.first();
        int last = any ? LAST : draft.last();
        boolean choice = first != last;
        int begin = any ? next : first;
        Internal failure = null;
        for (int i = 0; i <= last - first; i++) {
            int port = begin + i > last ? begin + i - (last - first + 1) : begin + i;
            var wanted = new PublishedPort(draft.protocol(), draft.container(), address, port);
            try {
                reserve(owner, endpoint, wanted);
                if (any) next = port == LAST ? FIRST : port + 1;
                return wanted;
            } catch (Internal refused) {
                failure = refused;
                boolean taken =
                        refused.code() == FaultCode.PORT_ALLOCATED
                                || refused.code() == FaultCode.PORT_TAKEN;
                if (!choice || !taken) throw refused;
            }
        }
        throw failure == null ? new IllegalStateException("an empty range") : failure;
    }

    private void reserve(Sandbox.Owner owner, Endpoint endpoint, PublishedPort port) {
        var shown = text(port.host()) + ":" + port.port();
        if (collides(port)) {
            throw new Internal(FaultCode.PORT_ALLOCATED, owner.name(), endpoint.id(), shown);
        }
        try {
            held.put(port, new Holding(owner.container(), bind(port)));
        } catch (SyscallException failure) {
            var whole = shown + ":" + container(endpoint, port) + "/" + port.protocol().word();
            if (failure.is(Errno.EADDRINUSE)) {
                throw new Internal(
                        failure, FaultCode.PORT_TAKEN, owner.name(), endpoint.id(), whole);
            }
            throw new Internal(
                    failure,
                    FaultCode.PORT_UNBINDABLE,
                    owner.name(),
                    endpoint.id(),
                    whole,
                    failure.errno().text());
        }
    }

    private boolean collides(PublishedPort wanted) {
        return held.keySet().stream()
                .anyMatch(
                        port ->
                                port.port() == wanted.port()
                                        && port.protocol() == wanted.protocol()
                                        && meet(port.host(), wanted.host()));
    }

    private static boolean meet(InetAddress one, InetAddress other) {
        if (one.getAddress().length != other.getAddress().length) return false;
        return one.equals(other) || one.isAnyLocalAddress() || other.isAnyLocalAddress();
    }

    private Fd bind(PublishedPort port) {
        return BoundSocket.open(syscalls, port.protocol(), port.host(), port.port());
    }

    /// Takes again what a running container has since an earlier engine.
    ///
    /// @return those that somebody else took meanwhile
    public synchronized List<PublishedPort> keep(Sandbox sandbox) {
        var lost = new ArrayList<PublishedPort>();
        for (var port : sandbox.ports()) {
            try {
                held.put(port, new Holding(sandbox.owner().container(), bind(port)));
            } catch (SyscallException taken) {
                lost.add(port);
            }
        }
        return lost;
    }

    /// Idempotent.
    public synchronized void release(PublishedPort port) {
        var holding = held.remove(port);
        if (holding != null) holding.socket().close();
    }

    /// Whose a port is.
    public synchronized Optional<String> owner(PublishedPort port) {
        return Optional.ofNullable(held.get(port)).map(Holding::container);
    }

    private static String container(Endpoint endpoint, PublishedPort port) {
        var four = endpoint.addresses().four();
        var address = four == null ? "" : text(four.address());
        return address + ":" + port.container();
    }

    private static String text(InetAddress address) {
        var text = Subnet.text(address);
        return address.getAddress().length == 16 ? "[" + text + "]" : text;
    }

    /// Gives up the sockets; what the kernel does with the ports goes on.
    @Override
    public synchronized void close() {
        for (var holding : new HashMap<>(held).values()) holding.socket().close();
        held.clear();
    }
}
