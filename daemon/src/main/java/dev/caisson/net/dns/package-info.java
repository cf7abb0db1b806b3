/// The resolver that containers of user-defined networks see at 127.0.0.11.
///
/// Its sockets are made inside the container's network namespace, at a free port of 127.0.0.11, and
/// two rules in that namespace lead port 53 there. So the program of the container may itself bind
/// port 53 of all addresses. The port is kept with the container's network: a daemon that comes
/// back opens the same one, and the rules need no change.
///
/// Names of the container's own networks are answered here, from what runs at that moment; several
/// containers with one name are answered in turn. Everything else is asked of the servers the
/// container was given, or those of the host, from the host's namespace, with the question as it
/// came. A container whose networks are all internal gets no answer from outside.
///
/// Invariants:
/// 1. A name is found only by containers that share a network with who has it.
/// 2. A question that cannot be read is dropped, whatever it says; nothing in it is trusted.
/// 3. The event loop only computes; asking others happens on a virtual thread each.
@NullMarked
package dev.caisson.net.dns;

import org.jspecify.annotations.NullMarked;
