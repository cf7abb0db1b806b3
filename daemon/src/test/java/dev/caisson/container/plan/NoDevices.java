package dev.caisson.container.plan;

import java.util.List;
import java.util.Optional;

/// A host without devices.
final class NoDevices implements DeviceLookup {
    @Override
    public Optional<HostDevice> at(String path) {
        return Optional.empty();
    }

    @Override
    public List<HostDevice> below(String path) {
        return List.of();
    }
}
