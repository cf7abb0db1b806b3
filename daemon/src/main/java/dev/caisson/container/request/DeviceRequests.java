package dev.caisson.container.request;

import java.util.List;
import java.util.Map;

/// Device nodes and the right to use them.
///
/// @param cgroupRules such as `c 13:* rwm`
public record DeviceRequests(
        List<Mapping> mappings, List<String> cgroupRules, List<DriverRequest> drivers) {
    public DeviceRequests {
        mappings = List.copyOf(mappings);
        cgroupRules = List.copyOf(cgroupRules);
        drivers = List.copyOf(drivers);
    }

    public static DeviceRequests none() {
        return new DeviceRequests(List.of(), List.of(), List.of());
    }

    /// @param permissions some of `rwm`; empty for all
    public record Mapping(String onHost, String inContainer, String permissions) {}

    /// Devices a driver would choose (`--gpus`).
    public record DriverRequest(
            String driver,
            int count,
            List<String> deviceIds,
            List<List<String>> capabilities,
            Map<String, String> options) {
        public DriverRequest {
            deviceIds = List.copyOf(deviceIds);
            capabilities = capabilities.stream().map(List::copyOf).toList();
            options = Map.copyOf(options);
        }
    }
}
