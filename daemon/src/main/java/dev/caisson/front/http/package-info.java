/// HTTP/1.1 for one daemon's clients: a server on a unix socket that knows nothing about Docker.
///
/// A [Service] is asked on a virtual thread of its own for the [Answer] to a [Request]; event loops
/// only move bytes. The pipeline of a connection is
///
/// 1. `Gate`: one buffer is read from the socket for each that is asked for. It tells at once that
///    the client sends no more (on an idle request that is its death), and again when everything
///    sent before has been taken.
/// 2. `RequestDecoder`: Netty's, made to decode one message at a time, so that what a client sends
///    behind a request stays undecoded: it may be the next request or the input of a container.
/// 3. Netty's encoder.
/// 4. `Connection`: the order of things: one request at a time, its body given out as it is asked
///    for, its answer; then the next request, or after an upgrade the bytes. It leaves
///    the pipeline, and the gate with it, where another protocol takes the channel over.
///
/// Back-pressure in both directions is a virtual thread that waits: in [Inflow] for bytes, in
/// [Outflow] for room. Neither holds more than a few hundred kilobytes for a connection.
@NullMarked
package dev.caisson.front.http;

import org.jspecify.annotations.NullMarked;
