package dev.caisson.container.plan;

import dev.caisson.container.request.DeviceRequests.DriverRequest;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.util.List;
import java.util.stream.Collectors;

/// Answers requests for devices that a driver would choose (`--gpus`, `--device
/// VENDOR/CLASS=NAME`).
///
/// No driver is here and no specification of a vendor is read, so what is answered, at the start as
/// dockerd does, is what it says where neither exists. Source: moby daemon/devices.go,
/// daemon/cdi.go
public final class DeviceDrivers {
    private static final String CDI = "cdi";

    private DeviceDrivers() {}

    /// @param cdi whether devices may be named by a vendor's specification
    /// @throws Internal `DEVICE_DRIVER_UNKNOWN`, `CDI_REQUEST_INVALID`, `CDI_DEVICE_UNKNOWN`
    public static void refuse(List<DriverRequest> requests, boolean cdi) {
        for (var request : requests) {
            if (!cdi || !isCdi(request)) {
                throw new Internal(
                        FaultCode.DEVICE_DRIVER_UNKNOWN,
                        request.driver(),
                        shown(request.capabilities()));
            }
            if (request.count() != 0) {
                throw new Internal(FaultCode.CDI_REQUEST_INVALID, "count");
            }
            if (!request.options().isEmpty()) {
                throw new Internal(FaultCode.CDI_REQUEST_INVALID, "options");
            }
            if (!request.deviceIds().isEmpty()) {
                throw new Internal(
                        FaultCode.CDI_DEVICE_UNKNOWN, String.join(", ", request.deviceIds()));
            }
        }
    }

    private static boolean isCdi(DriverRequest request) {
        return request.driver().equals(CDI)
                || (request.driver().isEmpty()
                        && request.capabilities().stream().anyMatch(List.of(CDI)::equals));
    }

    /// As Go prints a list of lists.
    private static String shown(List<List<String>> capabilities) {
        return capabilities.stream()
                .map(all -> "[" + String.join(" ", all) + "]")
                .collect(Collectors.joining(" ", "[", "]"));
    }
}
