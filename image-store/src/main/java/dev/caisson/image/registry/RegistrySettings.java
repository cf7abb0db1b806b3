package dev.caisson.image.registry;

import java.nio.file.Path;
import java.util.List;

/// What the host says of registries.
///
/// @param insecure registries that may be asked without TLS or with any certificate
/// @param mirrors asked before the registry itself, in this order
/// @param certificates directories in Docker's layout `certs.d/HOST[:PORT]/{*.crt,*.cert,*.key}`
public record RegistrySettings(
        List<InsecureRegistry> insecure,
        List<Mirror> mirrors,
        List<Path> certificates,
        ProxyRules proxies,
        RetryRules retries) {
    public RegistrySettings {
        insecure = List.copyOf(insecure);
        mirrors = List.copyOf(mirrors);
        certificates = List.copyOf(certificates);
    }

    /// Nothing special.
    public static RegistrySettings defaults() {
        return new RegistrySettings(
                List.of(), List.of(), List.of(), ProxyRules.none(), RetryRules.defaults());
    }

    boolean isInsecure(RegistryHost host) {
        return host.isLoopback() || insecure.stream().anyMatch(one -> one.covers(host));
    }
}
