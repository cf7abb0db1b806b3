package dev.caisson.net.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A network, as it is kept on disk. Nothing in it changes after its creation.
///
/// @param options of the driver, by Docker's names
public record Network(
        Identity identity,
        Reach reach,
        Addressing addressing,
        Map<String, String> options,
        Map<String, String> labels) {
    public Network {
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    /// @param id 64 lower-case hexadecimal digits
    /// @param builtIn true for those every engine has: they cannot be removed
    public record Identity(
            String id, String name, Instant created, Driver driver, boolean builtIn) {}

    /// @param internal true when nothing outside is reached from it
    public record Reach(boolean internal, boolean attachable, boolean ingress) {}

    /// @param ipamOptions null when none were given, which is shown otherwise than no option
    /// @param asked what of the pools the user chose himself
    public record Addressing(
            boolean four,
            boolean six,
            @Nullable Map<String, String> ipamOptions,
            List<Pool> pools,
            boolean asked) {
        public Addressing {
            ipamOptions = ipamOptions == null ? null : Map.copyOf(ipamOptions);
            pools = List.copyOf(pools);
        }
    }

    public String id() {
        return identity.id();
    }

    public String name() {
        return identity.name();
    }

    public Driver driver() {
        return identity.driver();
    }

    /// The first of a family, which is the only one where a bridge connects.
    public Optional<Pool> pool(boolean six) {
        return pools(six).stream().findFirst();
    }

    /// Those of a family, in the order in which addresses are taken from them.
    public List<Pool> pools(boolean six) {
        return addressing.pools().stream().filter(pool -> pool.subnet().isSix() == six).toList();
    }

    /// How packets of a family pass between its bridge and others.
    public GatewayMode gateway(boolean six) {
        return GatewayMode.of(option(GatewayMode.option(six), "")).orElse(GatewayMode.NAT);
    }

    /// An option of the driver, or what it is without.
    public String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    /// A yes-or-no option of the driver.
    public boolean option(String name, boolean otherwise) {
        var written = options.get(name);
        if (written == null) return otherwise;
        return isTrue(written) || otherwise && !isFalse(written);
    }

    /// As Go reads it.
    public static boolean isTrue(String written) {
        return Set.of("1", "t", "T", "TRUE", "true", "True").contains(written);
    }

    /// As Go reads it.
    public static boolean isFalse(String written) {
        return Set.of("0", "f", "F", "FALSE", "false", "False").contains(written);
    }
}
