package dev.caisson.container.plan;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.value.Bytes;

/// What the options of a container's storage ask for. Source: moby
/// daemon/graphdriver/overlay2/overlay.go, parseStorageOpt.
///
/// @param bytes the container's changes may take; 0 for no limit
public record StorageOptions(long bytes) {
    /// @throws dev.caisson.fault.InvalidInput `STORAGE_LIMIT_INVALID`
    public static StorageOptions of(ContainerSpec spec) {
        long bytes = 0;
        for (var option : spec.isolation().runtime().storageOptions().entrySet()) {
            if (!option.getKey().equalsIgnoreCase("size")) {
                throw Faults.of(
                        FaultCode.STORAGE_LIMIT_INVALID,
                        option.getKey() + "=" + option.getValue(),
                        "unknown option " + option.getKey());
            }
            var size = Bytes.parse(option.getValue());
            if (size.isEmpty()) {
                throw Faults.of(
                        FaultCode.STORAGE_LIMIT_INVALID,
                        option.getKey() + "=" + option.getValue(),
                        "invalid size: '" + option.getValue() + "'");
            }
            bytes = size.get().count();
        }
        return new StorageOptions(bytes);
    }
}
