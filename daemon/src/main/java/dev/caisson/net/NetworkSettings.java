package dev.caisson.net;

import dev.caisson.net.ipam.SubnetChoice;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the configuration says about networks.
///
/// @param pools where subnets come from that nobody chose
/// @param options of drivers, by the driver's name, for networks that do not say otherwise
public record NetworkSettings(
        Path dataRoot,
        Path execRoot,
        DefaultBridge bridge,
        SubnetChoice pools,
        Host host,
        Map<String, Map<String, String>> options) {
    public NetworkSettings {
        var copies = new HashMap<String, Map<String, String>>();
        options.forEach((driver, each) -> copies.put(driver, Map.copyOf(each)));
        options = Map.copyOf(copies);
    }

    /// The default network.
    ///
    /// @param enabled false when containers that ask for nothing have only `lo`
    /// @param device of the host
    /// @param six null for none
    /// @param mtu 0 for the kernel's
    public record DefaultBridge(
            boolean enabled,
            String device,
            Family four,
            @Nullable Family six,
            int mtu,
            Rules rules) {}

    /// Addresses of the default network.
    ///
    /// @param address of the device with its prefix; empty to choose one
    /// @param range from which containers get addresses; null for the whole subnet
    /// @param gateway of the containers; null for the device
    public record Family(String address, @Nullable Subnet range, @Nullable InetAddress gateway) {}

    /// What may pass.
    ///
    /// @param masquerade whether what leaves gets the address of the host
    /// @param binding where ports are published that name no address
    public record Rules(boolean betweenContainers, boolean masquerade, InetAddress binding) {}

    /// The host.
    ///
    /// @param forwards whether the engine may make it a router
    /// @param gateways what `host-gateway` stands for; empty for the default network's
    public record Host(boolean forwards, List<InetAddress> gateways, Doing doing) {
        public Host {
            gateways = List.copyOf(gateways);
        }

        public Host(boolean forwards, List<InetAddress> gateways) {
            this(forwards, gateways, Doing.STANDARD);
        }
    }

    /// What the engine does for packets.
    ///
    /// @param four whether it makes rules of IPv4
    /// @param six whether it makes rules of IPv6
    /// @param relays whether it passes on itself what no rule can lead
    /// @param direct whether published ports are open at addresses of containers too
    /// @param forOthers whether a host that it made a router forwards what is not for containers
    public record Doing(
            boolean four, boolean six, boolean relays, boolean direct, boolean forOthers) {
        public static final Doing STANDARD = new Doing(true, true, true, false, false);

        /// Whether it makes rules of a family.
        public boolean rules(boolean ofSix) {
            return ofSix ? six : four;
        }
    }
}
