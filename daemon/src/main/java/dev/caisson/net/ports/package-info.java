/// Ports of the host that are taken for containers.
///
/// A published port works by rules of the kernel (`nft`) wherever it can; what is here makes sure
/// that it is nobody else's: a socket of the engine is bound to it as long as the container runs.
///
/// Where rules cannot lead (from `::1`, between IPv4 and IPv6, where the host's own firewall shall
/// decide, for a group nobody is in), a [dev.caisson.net.ports.Relays] accepts at that socket and
/// passes on what comes; the container then takes the host for the client. A relayed connection
/// ends with the daemon, or with its container; its port is back with the next one.
///
/// Streams are spliced: their bytes go from socket to socket through a pipe and are not copied. A
/// few threads, each with an epoll and a pool of pipes, have any number of connections; one that is
/// quiet has no pipe, and one whose reader is slow has one, which is all that waits for it outside
/// the sockets. What goes on in a connection, its ends and breaks included, goes on in both halves
/// alike (`Flow`, `RelayedStream`). Datagrams are few and go through Netty.
@NullMarked
package dev.caisson.net.ports;

import org.jspecify.annotations.NullMarked;
