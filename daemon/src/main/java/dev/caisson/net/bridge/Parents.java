package dev.caisson.net.bridge;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Network;
import dev.caisson.net.netlink.RouteSocket;
import dev.caisson.sys.SyscallException;
import java.util.regex.Pattern;

/// The devices of the host that macvlan and ipvlan networks stand on: one that is there, a part of
/// one by the number of a VLAN (`eth0.10`), or, where none is named, one that leads nowhere.
///
/// What is made here bears the mark of the network and goes with it; a device that was there before
/// is only used. Source: moby libnetwork/drivers/macvlan (behaviour).
public final class Parents {
    private static final String PARENT = "parent";
    private static final String MARK = "caisson:";
    private static final int DIGITS = 12;
    private static final Pattern PART = Pattern.compile("(.+)\\.([0-9]{1,4})");
    private static final int LARGEST_VLAN = 4094;

    private final RouteSocket host;

    public Parents(RouteSocket host) {
        this.host = host;
    }

    /// The device's name.
    static String device(Network network) {
        var asked = network.option(PARENT, "");
        return asked.isEmpty() ? "dm-" + network.id().substring(0, DIGITS) : asked;
    }

    /// Whether nothing is reached through the device.
    static boolean isAlone(Network network) {
        return network.option(PARENT, "").isEmpty();
    }

    /// Makes the device when it is not there.
    ///
    /// @return its index
    /// @throws InvalidInput `NETWORK_OPTION_INVALID`
    /// @throws Internal `NETWORK_FAILED`
    public int ensure(Network network) {
        var name = device(network);
        try {
            var found = host.link(name);
            if (found.isPresent()) return found.get().index();
            if (isAlone(network)) return host.addAlone(name, mark(network));
            var part = PART.matcher(name);
            if (!part.matches()) {
                throw new InvalidInput(
                        FaultCode.NETWORK_OPTION_INVALID,
                        "invalid subinterface vlan name "
                                + name
                                + ", example formatting is eth0.10");
            }
            int number = Integer.parseInt(part.group(2));
            var whole = host.link(part.group(1));
            if (whole.isEmpty() || number < 1 || number > LARGEST_VLAN) {
                throw new InvalidInput(
                        FaultCode.NETWORK_OPTION_INVALID,
                        "cannot make vlan "
                                + number
                                + " of "
                                + part.group(1)
                                + ": the device is not there, or the number is not 1 to 4094");
            }
            return host.addVlan(name, whole.get().index(), number, mark(network));
        } catch (SyscallException failure) {
            throw new Internal(
                    failure,
                    FaultCode.NETWORK_FAILED,
                    network.name(),
                    String.valueOf(failure.getMessage()));
        }
    }

    /// Removes the device when it was made for the network. Idempotent.
    public void remove(Network network) {
        var found = host.link(device(network));
        if (found.isEmpty() || !found.get().alias().equals(mark(network))) return;
        boolean _ = host.deleteLink(device(network));
    }

    private static String mark(Network network) {
        return MARK + network.id();
    }
}
