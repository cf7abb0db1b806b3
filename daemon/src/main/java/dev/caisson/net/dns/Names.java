package dev.caisson.net.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// What a container may know of the others.
public interface Names {
    /// @param container who asks
    /// @param name in lower case, without the last dot
    /// @return empty when nobody has that name, or else all addresses of those who have it
    Optional<List<InetAddress>> addresses(String container, String name);

    /// Who has an address in a network of the container that asks.
    ///
    /// @return `name.network`
    Optional<String> nameOf(String container, InetAddress address);

    /// Where other questions of a container go.
    ///
    /// @return servers in order; none when nothing outside is reached
    List<InetAddress> servers(String container);
}
