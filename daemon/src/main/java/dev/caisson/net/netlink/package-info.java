/// Netlink in plain Java: the framing that every family shares, and the messages of `rtnetlink` for
/// links, addresses and routes.
///
/// Three layers. [dev.caisson.net.netlink.NetlinkRequest] and
/// [dev.caisson.net.netlink.Attributes] write and read bytes and know no socket: they are pure and
/// tested byte for byte. [dev.caisson.net.netlink.NetlinkSocket] sends requests and collects what
/// the kernel says. [dev.caisson.net.netlink.RouteSocket] has one verb for each thing that is done
/// to links, addresses and routes.
///
/// 1. A socket belongs to the network namespace of the thread that made it, and may be used from
///    any thread afterwards: only its making needs a thread of its own.
/// 2. Every number in a message is in the machine's order; the few that the protocols define in
///    network order are written by the methods that say so. Both machines are little-endian.
/// 3. What the kernel sends is not trusted to be well-formed: a length that leads outside ends the
///    reading of that list, as the kernel's own parser does, and nothing is read beyond it.
/// 4. A refusal is a [dev.caisson.sys.SyscallException] with the number and the kernel's own words.
@NullMarked
package dev.caisson.net.netlink;

import org.jspecify.annotations.NullMarked;
