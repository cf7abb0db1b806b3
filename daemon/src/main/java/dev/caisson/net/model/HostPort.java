package dev.caisson.net.model;

import java.net.InetAddress;

/// A port of the host.
///
/// @param address the unspecified one of a family for all of that family
public record HostPort(Protocol protocol, InetAddress address, int port) {
    /// Whether both cannot be somebody's at the same time.
    public boolean meets(HostPort other) {
        if (port != other.port || protocol != other.protocol) return false;
        if (Addresses.isSix(address) != Addresses.isSix(other.address)) return false;
        return address.equals(other.address)
                || address.isAnyLocalAddress()
                || other.address.isAnyLocalAddress();
    }

    /// `0.0.0.0:80`, `[::1]:80`.
    @Override
    public String toString() {
        var text = Addresses.text(address);
        return (Addresses.isSix(address) ? "[" + text + "]" : text) + ":" + port;
    }
}
