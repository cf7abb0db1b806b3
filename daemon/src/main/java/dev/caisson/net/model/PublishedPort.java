package dev.caisson.net.model;

import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A port of a running container that the host has as well.
///
/// @param host address of the host; the unspecified one of a family for all of that family
/// @param port of the host; 0 where it is routed to the container's own address
/// @param publication null in what an older engine wrote, for a plain one
public record PublishedPort(
        Protocol protocol,
        int container,
        InetAddress host,
        int port,
        @Nullable Publication publication) {
    public PublishedPort {
        publication = publication == null ? Publication.PLAIN : publication;
    }

    /// As Docker does.
    public static PublishedPort plain(
            Protocol protocol, int container, InetAddress host, int port) {
        return new PublishedPort(protocol, container, host, port, Publication.PLAIN);
    }

    /// Open at the address of the container, which nothing translates to.
    public static PublishedPort routed(Protocol protocol, int container, InetAddress any) {
        return plain(protocol, container, any, 0);
    }

    /// Whether no port of the host is taken.
    public boolean isRouted() {
        return port == 0;
    }

    /// How it is published.
    public Publication how() {
        return Objects.requireNonNull(publication);
    }

    /// What of the host it takes.
    public HostPort taken() {
        return new HostPort(protocol, host, port);
    }

    /// Who can reach it, as far as the engine decides that.
    public Publication.Scope reach() {
        if (host.isLoopbackAddress()) return Publication.Scope.LOOPBACK;
        if (host.isAnyLocalAddress()) return how().scope();
        return Addresses.isPrivate(host) ? Publication.Scope.LAN : Publication.Scope.ALL;
    }
}
