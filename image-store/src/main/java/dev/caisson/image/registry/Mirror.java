package dev.caisson.image.registry;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.net.URI;
import java.net.URISyntaxException;

/// One entry of `registry-mirrors`: where to pull from before the registry itself is asked.
///
/// @param of the registry it mirrors
/// @param base of the mirror, without a slash at the end
public record Mirror(RegistryHost of, URI base) {
    /// Reads `https://mirror.example` for docker.io, as Docker does, or
    /// `ghcr.io=https://mirror.example` for any registry.
    ///
    /// @throws InvalidInput `REGISTRY_SETTING_INVALID`
    public static Mirror parse(String text) {
        int equals = text.indexOf('=');
        boolean named = equals > 0 && equals < text.indexOf("://");
        var of = named ? text.substring(0, equals) : "docker.io";
        try {
            var uri = new URI(named ? text.substring(equals + 1) : text);
            var scheme = String.valueOf(uri.getScheme());
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw invalid(text, "unsupported scheme \"" + scheme + "\"");
            }
            if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
                throw invalid(text, "a URL of scheme, host and path is needed");
            }
            if (uri.getUserInfo() != null) throw invalid(text, "username and password in URL");
            var path = uri.getPath().replaceFirst("/+$", "");
            return new Mirror(
                    new RegistryHost(of),
                    new URI(scheme, null, uri.getHost(), uri.getPort(), path, null, null));
        } catch (URISyntaxException broken) {
            throw new InvalidInput(
                    broken,
                    FaultCode.REGISTRY_SETTING_INVALID,
                    "invalid mirror: " + text + ": " + broken.getReason());
        }
    }

    private static InvalidInput invalid(String text, String why) {
        return new InvalidInput(
                FaultCode.REGISTRY_SETTING_INVALID, "invalid mirror: " + text + ": " + why);
    }
}
