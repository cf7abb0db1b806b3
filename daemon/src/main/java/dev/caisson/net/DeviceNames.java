package dev.caisson.net;

import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.net.bridge.EndpointOptions;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.net.model.Network;
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
        if (asked.isPresent()) {
            if (!isUsed(asked.get(), others)) return asked.get();
            throw new Denied(FaultCode.DEVICE_NAME_TAKEN, asked.get());
        }
        var prefix = network.option(PREFIX, "eth");
        int number = 0;
        while (isUsed(prefix + number, others)) number++;
        return prefix + number;
    }

    private static boolean isUsed(String name, List<Endpoint> others) {
        return others.stream().anyMatch(end -> end.devices().inside().equals(name));
    }
}
