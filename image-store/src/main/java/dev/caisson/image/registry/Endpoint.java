package dev.caisson.image.registry;

import java.net.URI;

/// One place that serves a registry.
///
/// @param host as it is named, for certificates and messages
/// @param base what the paths of the API are appended to, without a slash at the end
/// @param isMirror asked without the user's credentials
record Endpoint(RegistryHost host, URI base, boolean isMirror) {
    URI at(String path) {
        return URI.create(base + path);
    }

    /// True when something meant for this endpoint may be sent to that place.
    boolean isOrigin(URI other) {
        return base.getScheme().equalsIgnoreCase(other.getScheme())
                && base.getHost().equalsIgnoreCase(String.valueOf(other.getHost()))
                && port(base) == port(other);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) return uri.getPort();
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
