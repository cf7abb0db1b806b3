package dev.caisson.net;

import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.net.bridge.EndpointOptions;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.net.model.Network;
import java.util.HashSet;
import java.util.List;

/// What the device of an end is called inside: as asked, or the network's prefix and the lowest
/// number that is free.
final class DeviceNames {
    private static final String PREFIX = "com.docker.network.container_iface_prefix";

    private DeviceNames() {}

    /// @param others the container's ends so far
    /// @throws Denied `DEVICE_NAME_TAKEN`
    static String free(Network network, EndpointDraft draft, List<Endpoint> others) {
        var asked = EndpointOptions.device(draft);
        var used = new HashSet<String>();
        for (var end : others) used.add(end.devices().inside());
        if (asked.isPresent()) {
            if (!used.contains(asked.get())) return asked.get();
            throw new Denied(FaultCode.DEVICE_NAME_TAKEN, asked.get());
        }
        var prefix = network.option(PREFIX, "eth");
        int number = 0;
        while (used.contains(prefix + number)) number++;
        return prefix + number;
    }
}
