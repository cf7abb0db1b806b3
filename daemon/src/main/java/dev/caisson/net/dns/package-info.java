/// The resolver that containers of user-defined networks see at 127.0.0.11.
///
/// Its sockets are made inside the container's network namespace, at a free port of 127.0.0.11, and
/// two rules in that namespace lead port 53 there. So the program of the container may itself bind
/// port 53 of all addresses. The port is kept with the container's network: a daemon that comes
/// back opens the same one, and the rules need no change.
///
/// Names of the container's own networks are answered here, from what runs at that moment; several
/// containers with one name are answered in turn, and `host.docker.internal` is the host.
/// Everything else is asked of the servers the container was given, or those of the host, from the
/// host's namespace, so that also a server on its loopback is reached. What they answer is kept as
/// long as it says, an hour at most, that there is no such name for half a minute; what does not
/// fit into a datagram is fetched by stream. A container whose networks are all internal gets no
/// answer from outside. Where nobody answers, the failure comes before the client has given up and
/// says why (RFC 8914); a server that was silent is then asked last and only briefly.
///
/// Invariants:
/// 1. A name is found only by containers that share a network with who has it.
/// 2. A question that cannot be read is dropped, whatever it says; nothing in it is trusted.
/// 3. What the client says of itself stays here: others get the question only, with an identity and
///    a port that cannot be guessed, and an answer to another question is not taken.
/// 4. What one server said is never told to somebody who would have asked another.
/// 5. The event loop only computes; asking others happens on a virtual thread each.
@NullMarked
package dev.caisson.net.dns;

import org.jspecify.annotations.NullMarked;
