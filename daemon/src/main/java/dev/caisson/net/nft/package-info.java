/// The engine's table of packet rules, over netlink to nf_tables.
///
/// There is one table of our own, in the family `inet`. [dev.caisson.net.nft.Ruleset] says what
/// shall hold, in terms of networks and ports; [dev.caisson.net.nft.RulesetCompiler] turns that
/// into chains of [dev.caisson.net.nft.Rule]s, which hardly ever change, and
/// [dev.caisson.net.nft.Element]s of sets these ask, which is pure; [dev.caisson.net.nft.Firewall]
/// puts them into the kernel.
///
/// 1. A change holds what differs, in one batch: the kernel has the old rules or the new ones,
///    never a part, and what it has is what it would have been given as a whole. Where it was not
///    as we left it, the table is made anew. Connections that exist keep their translation, which
///    conntrack remembers.
/// 2. No table but our own is ever touched, except that [dev.caisson.net.nft.ForeignForward] adds
///    marked rules to chains of others that would drop every forwarded packet.
/// 3. A chain of ours that drops is final for a packet; one that accepts is not: the host's own
///    rules are asked as well.
@NullMarked
package dev.caisson.net.nft;

import org.jspecify.annotations.NullMarked;
