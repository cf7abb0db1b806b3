package dev.caisson.net;

import dev.caisson.net.ipam.SubnetChoice;
import java.nio.file.Path;

/// What the configuration says about networks.
///
/// @param pools where subnets come from that nobody chose
public record NetworkSettings(
        Path dataRoot, Path execRoot, DefaultBridge bridge, SubnetChoice pools) {
    /// The default network.
    ///
    /// @param enabled false when containers that ask for nothing have only `lo`
    /// @param device of the host
    /// @param address of the device with its prefix; empty to choose one
    /// @param range from which containers get addresses; empty for the whole subnet
    /// @param mtu 0 for the kernel's
    public record DefaultBridge(
            boolean enabled,
            String device,
            String address,
            String range,
            int mtu,
            boolean betweenContainers) {}
}
