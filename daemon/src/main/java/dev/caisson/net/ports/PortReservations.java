package dev.caisson.net.ports;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.PortDraft;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.sys.Errno;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Undo;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Takes ports of the host and gives them back.
public final class PortReservations implements AutoCloseable {
    // net.ipv4.ip_local_port_range as the kernel has it by default
    private static final int FIRST = 32_768;
    private static final int LAST = 60_999;

    private final Syscalls syscalls;
    private final Relays relays;
    private final Map<HostPort, Holding> held = new LinkedHashMap<>();
    private int next = FIRST;

    public PortReservations(Syscalls syscalls, Destinations destinations) {
        this.syscalls = syscalls;
        relays = new Relays(syscalls, destinations);
    }

    /// Whether the host has IPv6, which is so when something can be bound to its loopback.
    public static boolean hasSix(Syscalls syscalls) {
        var loopback = new HostPort(Protocol.UDP, Addresses.parse("::1").orElseThrow(), 0);
        try (var _ = BoundSocket.open(syscalls, loopback, 1)) {
            return true;
        } catch (SyscallException none) {
            return false;
        }
    }

    /// One port of a container, with where it may be published.
    ///
    /// @param addresses of the host: all of them get the same port
    public record Wish(PortDraft draft, List<InetAddress> addresses) {
        public Wish {
            addresses = List.copyOf(addresses);
        }
    }

    /// Takes all ports of a container, or none.
    ///
    /// @param endpoint for messages
    /// @param relayed which ports the kernel cannot lead all connections of
    /// @throws Internal `PORT_ALLOCATED`, `PORT_TAKEN`, `PORT_UNBINDABLE`
    public synchronized List<PublishedPort> take(
            Sandbox.Owner owner,
            Endpoint endpoint,
            List<Wish> wishes,
            Predicate<PublishedPort> relayed) {
        var taken = new ArrayList<PublishedPort>();
        try (var undo = new Undo()) {
            undo.add((Undo.Step) () -> release(owner, taken));
            for (var wish : wishes) {
                taken.addAll(new Attempt(owner, endpoint, relayed).take(wish));
            }
            return undo.commit(List.copyOf(taken));
        }
    }

    /// For one container.
    private final class Attempt {
        private final Sandbox.Owner owner;
        private final Endpoint endpoint;
        private final Predicate<PublishedPort> relayed;

        Attempt(Sandbox.Owner owner, Endpoint endpoint, Predicate<PublishedPort> relayed) {
            this.owner = owner;
            this.endpoint = endpoint;
            this.relayed = relayed;
        }

        List<PublishedPort> take(Wish wish) {
            var draft = wish.draft();
            boolean any = draft.first() == 0;
            int first = any ? FIRST : draft.first();
            int last = any ? LAST : draft.last();
            boolean choice = first != last;
            int begin = any ? next : first;
            Internal failure = null;
            for (int i = 0; i <= last - first; i++) {
                int port = begin + i > last ? begin + i - (last - first + 1) : begin + i;
                try {
                    var taken = take(wish, port);
                    if (any) next = port == LAST ? FIRST : port + 1;
                    return taken;
                } catch (Internal refused) {
                    failure = refused;
                    boolean occupied =
                            refused.code() == FaultCode.PORT_ALLOCATED
                                    || refused.code() == FaultCode.PORT_TAKEN;
                    if (!choice || !occupied) throw refused;
                }
            }
            throw failure == null ? new IllegalStateException("an empty range") : failure;
        }

        private List<PublishedPort> take(Wish wish, int port) {
            var draft = wish.draft();
            var taken = new ArrayList<PublishedPort>();
            try (var undo = new Undo()) {
                undo.add((Undo.Step) () -> release(owner, taken));
                for (var address : wish.addresses()) {
                    var wanted =
                            new PublishedPort(
                                    draft.protocol(),
                                    draft.container(),
                                    address,
                                    port,
                                    draft.publication());
                    reserve(wanted);
                    taken.add(wanted);
                }
                return undo.commit(taken);
            }
        }

        private void reserve(PublishedPort port) {
            var shared = held.get(port.taken());
            if (shared != null && shared.isOf(port.how().group())) {
                shared.add(owner.container());
                return;
            }
            if (held.keySet().stream().anyMatch(port.taken()::meets)) {
                throw new Internal(
                        FaultCode.PORT_ALLOCATED, owner.name(), endpoint.id(), port.taken());
            }
            try {
                hold(owner, port, relayed.test(port));
            } catch (SyscallException failure) {
                throw refusal(port, failure);
            }
        }

        private Internal refusal(PublishedPort port, SyscallException failure) {
            var four = endpoint.addresses().four();
            var whole =
                    port.taken()
                            + ":"
                            + (four == null ? "" : Addresses.text(four.address()))
                            + ":"
                            + port.container()
                            + "/"
                            + port.protocol().word();
            return failure.is(Errno.EADDRINUSE)
                    ? new Internal(
                            failure, FaultCode.PORT_TAKEN, owner.name(), endpoint.id(), whole)
                    : new Internal(
                            failure,
                            FaultCode.PORT_UNBINDABLE,
                            owner.name(),
                            endpoint.id(),
                            whole,
                            failure.errno().text());
        }
    }

    private void hold(Sandbox.Owner owner, PublishedPort port, boolean relayed) {
        var socket = BoundSocket.open(syscalls, port.taken(), relayed ? Holding.QUEUE : 1);
        try {
            Runnable closing = socket::close;
            if (relayed) closing = relays.open(port.taken(), socket);
            held.put(
                    port.taken(),
                    new Holding(port.how().group(), Set.of(owner.container()), closing));
        } catch (RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    /// Takes again what a running container has since an earlier engine.
    ///
    /// @param relayed which ports the kernel cannot lead all connections of
    /// @return those that somebody else took meanwhile
    public synchronized List<PublishedPort> keep(
            Sandbox.Owner owner, List<PublishedPort> ports, Predicate<PublishedPort> relayed) {
        var lost = new ArrayList<PublishedPort>();
        for (var port : ports) {
            var shared = held.get(port.taken());
            if (shared != null) {
                shared.add(owner.container());
                continue;
            }
            try {
                hold(owner, port, relayed.test(port));
            } catch (SyscallException taken) {
                lost.add(port);
            }
        }
        return lost;
    }

    /// Gives ports of a container back; a port that others of its group have stays theirs.
    /// Idempotent.
    public synchronized void release(Sandbox.Owner owner, List<PublishedPort> ports) {
        for (var port : ports) {
            var holding = held.get(port.taken());
            if (holding == null || !holding.remove(owner.container())) continue;
            held.remove(port.taken());
            holding.close();
        }
    }

    /// A container is there no more: relayed connections to it end.
    public void leave(InetAddress container) {
        relays.leave(container);
    }

    /// Gives up the sockets; what the kernel does with the ports goes on.
    @Override
    public synchronized void close() {
        held.values().forEach(Holding::close);
        held.clear();
        relays.close();
    }
}
