package dev.caisson.net.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// An address of a device.
///
/// @param link index of the device
public record LinkAddress(int link, InetAddress address, int prefix) {
    static Optional<LinkAddress> parse(NetlinkReply reply) {
        if (reply.payload().remaining() < RouteMessages.ADDRESS_HEADER) return Optional.empty();
        var attributes = reply.attributes(RouteMessages.ADDRESS_HEADER);
        var own = attributes.bytes(RouteMessages.IFA_LOCAL);
        var bytes = own.isPresent() ? own : attributes.bytes(RouteMessages.IFA_ADDRESS);
        int prefix = Byte.toUnsignedInt(reply.payload().get(1));
        int link = reply.payload().getInt(4);
        return bytes.flatMap(LinkAddress::address)
                .map(address -> new LinkAddress(link, address, prefix));
    }

    static Optional<InetAddress> address(byte[] bytes) {
        try {
            return bytes.length == 4 || bytes.length == 16
                    ? Optional.of(InetAddress.getByAddress(bytes))
                    : Optional.empty();
        } catch (UnknownHostException impossible) {
            return Optional.empty(); // the length was checked
        }
    }
}
