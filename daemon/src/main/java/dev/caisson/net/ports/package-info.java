/// Ports of the host that are taken for containers.
///
/// A published port works by rules of the kernel (`nft`) wherever it can; what is here makes sure
/// that it is nobody else's: a socket of the engine is bound to it as long as the container runs.
///
/// Where rules cannot lead (from `::1`, between IPv4 and IPv6, where the host's own firewall shall
/// decide, for a group nobody is in), a [dev.caisson.net.ports.Relays] accepts at that socket and
/// passes on what comes; the container then takes the host for the client. A relayed connection
/// ends with the daemon; its port is back with the next one. Buffers are bounded for each
/// connection, and a slow side holds up the other in the kernel.
@NullMarked
package dev.caisson.net.ports;

import org.jspecify.annotations.NullMarked;
