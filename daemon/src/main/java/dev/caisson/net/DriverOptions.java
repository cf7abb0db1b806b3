package dev.caisson.net;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.GatewayMode;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.NetworkDraft;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Refuses values of options a driver knows and cannot use; options nobody knows are kept, as
/// Docker does. Source: moby libnetwork/drivers (behaviour).
final class DriverOptions {
    private static final String BRIDGE = "com.docker.network.bridge.";
    private static final String MTU = "com.docker.network.driver.mtu";
    private static final List<String> SWITCHES =
            List.of(
                    BRIDGE + "enable_icc",
                    BRIDGE + "enable_ip_masquerade",
                    BRIDGE + "inhibit_ipv4",
                    BRIDGE + "default_bridge");

    /// And whether they are of IPv6.
    private static final Map<String, Boolean> ADDRESSES =
            Map.of(
                    BRIDGE + "host_binding_ipv4",
                    false,
                    "com.docker.network.host_ipv4",
                    false,
                    "com.docker.network.host_ipv6",
                    true);

    private static final int LARGEST_MTU = 65_535;
    private static final int LEAST_MTU = 68;

    private final NetworkDraft draft;

    private DriverOptions(NetworkDraft draft) {
        this.draft = draft;
    }

    /// @throws InvalidInput `NETWORK_OPTION_UNREADABLE`, `NETWORK_OPTION_INVALID`
    static void check(NetworkDraft draft, Driver driver) {
        var options = new DriverOptions(draft);
        options.mtu();
        switch (driver) {
            case BRIDGE -> options.bridge();
            case MACVLAN -> options.macvlan();
            case IPVLAN -> options.ipvlan();
            case HOST, NULL -> {}
        }
    }

    private void bridge() {
        for (var name : SWITCHES) {
            check(
                    name,
                    value -> Network.isTrue(value) || Network.isFalse(value),
                    value -> "strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
        }
        ADDRESSES.forEach(
                (name, six) ->
                        check(
                                name,
                                value ->
                                        Addresses.parse(value)
                                                .filter(address -> Addresses.isSix(address) == six)
                                                .isPresent(),
                                _ -> "nil ip"));
        for (boolean six : new boolean[] {false, true}) {
            var name = GatewayMode.option(six);
            check(
                    name,
                    value -> GatewayMode.of(value).isPresent(),
                    value -> "unknown gateway mode " + value);
            boolean isolated = GatewayMode.ISOLATED.word().equals(draft.options().get(name));
            if (isolated && !draft.reach().internal()) {
                throw invalid("gateway mode 'isolated' can only be used for an internal network");
            }
        }
        var device = draft.options().get(BRIDGE + "name");
        if (device != null && !isDevice(device)) {
            throw invalid("invalid device name \"" + device + "\"");
        }
        var prefix = draft.options().get("com.docker.network.container_iface_prefix");
        if (prefix != null && !prefix.matches("[^\\s/:]{1,10}")) {
            throw invalid("invalid prefix of device names \"" + prefix + "\"");
        }
    }

    private void macvlan() {
        mode("macvlan", "mode", Set.of("private", "vepa", "bridge", "passthru"), "'bridge' mode");
    }

    private void ipvlan() {
        mode("ipvlan", "mode", Set.of("l2", "l3", "l3s"), "'l2' mode");
        mode("ipvlan", "flag", Set.of("bridge", "private", "vepa"), "'bridge'");
    }

    private void mode(String driver, String what, Set<String> known, String standard) {
        var value = draft.options().get(driver + "_" + what);
        if (value == null || value.isEmpty() || known.contains(value)) return;
        throw invalid(
                String.format(
                        "requested %s %s '%s' is not valid, %s is the %s driver default",
                        driver, what, value, standard, driver));
    }

    static boolean isDevice(String name) {
        return name.matches("[^\\s/:]{1,15}") && !name.equals(".") && !name.equals("..");
    }

    private void mtu() {
        check(
                MTU,
                value -> value.matches("[+-]?[0-9]{1,9}"),
                value -> "strconv.Atoi: parsing \"" + value + "\": invalid syntax");
        var written = draft.options().get(MTU);
        if (written == null) return;
        int bytes = Integer.parseInt(written);
        if (bytes < 0) throw invalid("invalid MTU number: " + bytes);
        if (bytes != 0 && (bytes < LEAST_MTU || bytes > LARGEST_MTU)) {
            throw invalid("invalid MTU number: " + bytes + ": it has to be 68 to 65535");
        }
    }

    /// @param reason why a value is wrong
    private void check(
            String name, Predicate<String> right, java.util.function.UnaryOperator<String> reason) {
        var value = draft.options().get(name);
        if (value == null || right.test(value)) return;
        throw invalid(
                "failed to parse " + name + " value: " + value + " (" + reason.apply(value) + ")");
    }

    private static InvalidInput invalid(String message) {
        return new InvalidInput(FaultCode.NETWORK_OPTION_INVALID, message);
    }
}
