package dev.caisson.container.view;

import dev.caisson.container.request.NetworkRequest;
import java.util.List;

/// One network a container is on, as asked and as it is.
///
/// @param name of the network: `bridge`, `host`, `none`, …
/// @param dnsNames by which others find it there
/// @param addresses empty strings while it is not connected
public record NetworkView(
        String name,
        NetworkRequest.Endpoint asked,
        String networkId,
        String endpointId,
        List<String> dnsNames,
        Addresses addresses) {
    public record Addresses(
            String ipv4,
            int ipv4Prefix,
            String gateway,
            String ipv6,
            int ipv6Prefix,
            String ipv6Gateway,
            String mac) {
        public static Addresses none() {
            return new Addresses("", 0, "", "", 0, "", "");
        }
    }
}
