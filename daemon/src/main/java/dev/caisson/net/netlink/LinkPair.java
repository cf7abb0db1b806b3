package dev.caisson.net.netlink;

/// A veth pair to be made.
///
/// @param name of the end that stays here, at most 15 characters
/// @param peer name of the end in the other namespace
/// @param bridge index of the bridge the end here is put into; 0 for none
/// @param mtu of both ends; 0 for the kernel's
/// @param mac of the other end; empty for a random one
/// @param hairpin whether the bridge sends back to the end here what came from it
/// @param isolated whether the bridge keeps it apart from other isolated ones
public record LinkPair(
        String name,
        String peer,
        int bridge,
        int mtu,
        String mac,
        boolean hairpin,
        boolean isolated) {}
