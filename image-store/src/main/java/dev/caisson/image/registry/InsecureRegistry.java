package dev.caisson.image.registry;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One entry of `insecure-registries`: a host, with its port or for all ports, or a network.
public final class InsecureRegistry {
    private static final Pattern NETWORK = Pattern.compile("([0-9a-fA-F.:]+)/([0-9]{1,3})");
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*");

    private final String text;
    private final byte @Nullable [] network;
    private final int bits;

    private InsecureRegistry(String text, byte @Nullable [] network, int bits) {
        this.text = text;
        this.network = network;
        this.bits = bits;
    }

    /// @throws InvalidInput `REGISTRY_SETTING_INVALID`
    public static InsecureRegistry parse(String text) {
        if (text.startsWith("http://") || text.startsWith("https://")) {
            throw invalid(text, "should not contain '://'");
        }
        var matcher = NETWORK.matcher(text);
        if (!matcher.matches()) {
            if (text.isBlank() || text.contains("/")) throw invalid(text, "is not valid");
            return new InsecureRegistry(text, null, 0);
        }
        var network = numeric(matcher.group(1));
        int bits = Integer.parseInt(matcher.group(2));
        if (network == null || bits > network.length * 8) throw invalid(text, "is no network");
        return new InsecureRegistry(text, network, bits);
    }

    /// As it was written.
    public String text() {
        return text;
    }

    /// Whether it is a network rather than one host.
    public boolean isNetwork() {
        return network != null;
    }

    boolean covers(RegistryHost registry) {
        if (network == null) {
            return text.equals(registry.name())
                    || text.equals(registry.authority())
                    || text.equals(registry.address());
        }
        // Names are not looked up: what DNS says must not turn TLS off.
        var address = numeric(registry.address());
        if (address == null || address.length != network.length) return false;
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((address[bit >> 3] & mask) != (network[bit >> 3] & mask)) return false;
        }
        return true;
    }

    private static byte @Nullable [] numeric(String text) {
        if (!NUMERIC.matcher(text).matches()) return null;
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException notAddress) {
            return null;
        }
    }

    private static InvalidInput invalid(String text, String why) {
        return new InvalidInput(
                FaultCode.REGISTRY_SETTING_INVALID, "insecure registry " + text + " " + why);
    }
}
