package dev.caisson.net.model;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How ports of a container are published.
///
/// @param scope for ports that name no address of the host
/// @param delivery by what way connections go to the container
/// @param group whose members share a port of the host; empty for none
public record Publication(Scope scope, Delivery delivery, String group) {
    /// As Docker does.
    public static final Publication PLAIN = new Publication(Scope.ALL, Delivery.KERNEL, "");

    /// Who can reach a port that names no address.
    public enum Scope {
        /// The host itself.
        LOOPBACK,
        /// Private and link-local addresses, and the host itself.
        LAN,
        ALL;

        /// As it is written in flags and labels.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Scope> of(@Nullable String word) {
            for (var scope : values()) {
                if (scope.word().equals(word)) return Optional.of(scope);
            }
            return Optional.empty();
        }
    }

    /// By what way connections go to a container.
    public enum Delivery {
        /// By rules of the kernel wherever it can: a client keeps its address.
        KERNEL,
        /// By a socket of the host, so that what the host's firewall says of its own ports
        /// (`INPUT`) holds. The container sees the host as the client.
        HOST_FIREWALL,
        /// By a socket of the host that is there while the container is not. The container sees the
        /// host as the client.
        ON_DEMAND
    }

    /// Whether the container sees from where a client comes, where the kernel leads there.
    public boolean keepsSource() {
        return delivery == Delivery.KERNEL;
    }
}
