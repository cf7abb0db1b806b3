/// Networks of containers, straight to the kernel.
///
/// [dev.caisson.net.Networks] is the entrance. Below it, each part knows one thing:
///
/// - `model`: what networks, ends and ports are; data.
/// - `ipam`: who gets which address; pure.
/// - [dev.caisson.net.Catalogue]: which networks there are and whose addresses are whose; one
///   owner for all of it, so that two creations never choose the same subnet or name.
/// - `netlink`, `bridge`: devices, addresses and routes of the host and of containers.
/// - `nft`: the table of rules that lets packets through, rewrites and drops them.
/// - `ports`: ports of the host that are taken for containers.
/// - `dns`: the resolver that containers of user-defined networks see at 127.0.0.11.
/// - `store`: what is kept on disk.
///
/// How a container gets its network: the daemon makes a network namespace on a thread of its own,
/// puts devices, addresses and routes into it, publishes ports, and hands the descriptor to the
/// launch program, which enters it. Nothing has to be done inside afterwards, so the program of the
/// user never sees a half-made network.
///
/// A few namespaces with both ends of a cable, and where names are answered with the resolver's
/// sockets and rules, are made ahead: a start takes one and connects it, which is most of what a
/// network would add to it. Nobody but the daemon holds them, so they end with it.
///
/// 1. A container's network lives exactly as long as its run. It is on disk before the run begins,
///    in the exec root, so that a daemon that was killed finds what is there; a record without a
///    run is swept at the next start.
///    An end that is made in a running container is on disk before as well, and undone when the
///    daemon ended in between; one whose cable is gone was being taken away.
/// 2. What is in the kernel goes on without the daemon: devices, routes, rules. Only what the
///    daemon itself answers (questions for names) waits for it to come back.
/// 3. Only what bears our mark is touched: bridges by the text kept with the device, rules by our
///    own table. A device of somebody else is never taken over, changed or removed.
/// 4. Addresses and names are decided in the catalogue, kernel work is done outside of its lock.
@NullMarked
package dev.caisson.net;

import org.jspecify.annotations.NullMarked;
