package dev.caisson.container.plan;

import java.util.List;
import java.util.Optional;

/// What device nodes the host has.
public interface DeviceLookup {
    /// @return empty when there is nothing, or no device, at that path
    Optional<HostDevice> at(String path);

    /// The devices in a directory and below, by path; empty when it is none.
    List<HostDevice> below(String path);

    /// @param type `c` or `b`
    /// @param mode permission bits
    record HostDevice(String path, char type, int major, int minor, int mode, int uid, int gid) {}
}
