package dev.caisson.net.netlink;

/// A device on top of another to be made.
///
/// @param kind `macvlan` or `ipvlan`
/// @param parent index of the device below
/// @param name at most 15 characters
/// @param mode of that kind, by its number
/// @param flags of an `ipvlan`
/// @param mtu 0 for the parent's
/// @param mac empty for the kernel's choice
public record UponLink(
        String kind, int parent, String name, int mode, int flags, int mtu, String mac) {}
