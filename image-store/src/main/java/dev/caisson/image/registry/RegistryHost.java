package dev.caisson.image.registry;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ImageReference;
import java.util.regex.Pattern;

/// The domain of a reference as a host to talk to.
///
/// @param name with its port, as in a reference: `docker.io`, `localhost:5000`, `[::1]:5000`
public record RegistryHost(String name) {
    /// The registry of names that name none.
    public static final String HUB = "docker.io";
    private static final Pattern LOOPBACK = Pattern.compile("127\\.[0-9]+\\.[0-9]+\\.[0-9]+");

    public static RegistryHost of(ImageReference reference) {
        return new RegistryHost(reference.domain());
    }

    /// Reads the server address of a login: a host, or a URL of which the host counts; empty and
    /// `https://index.docker.io/v1/` are Docker's own.
    ///
    /// @throws InvalidInput `REGISTRY_SETTING_INVALID`
    public static RegistryHost parse(String server) {
        var host = server.strip().replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        if (host.isEmpty()
                || host.equals("index.docker.io")
                || host.equals("registry-1.docker.io")) {
            return new RegistryHost(HUB);
        }
        try {
            // A word without a dot is a host here, though not in a reference.
            var _ = new ImageReference(host, "x", null, null);
            return new RegistryHost(host);
        } catch (InvalidInput broken) {
            throw invalid(broken, server);
        }
    }

    private static InvalidInput invalid(InvalidInput cause, String server) {
        return new InvalidInput(
                cause, FaultCode.REGISTRY_SETTING_INVALID, "invalid registry \"" + server + "\"");
    }

    /// Host and port that serve the API. Docker's registry has another name than its images.
    String authority() {
        return name.equals(HUB) ? "registry-1.docker.io" : name;
    }

    /// Without port and brackets.
    String address() {
        var text = authority();
        int colon = text.lastIndexOf(':');
        var host = colon > text.lastIndexOf(']') ? text.substring(0, colon) : text;
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /// Docker takes these as insecure unasked.
    boolean isLoopback() {
        var address = address();
        return address.equals("localhost")
                || address.equals("::1")
                || LOOPBACK.matcher(address).matches();
    }
}
