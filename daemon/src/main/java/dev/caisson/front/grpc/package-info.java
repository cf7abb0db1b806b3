/// gRPC over a connection that was HTTP/1.1 before: what BuildKit's clients speak.
///
/// [GrpcServer] answers calls that come in, [GrpcClient] makes calls to whoever is at the other
/// end; both are handlers that take a pipeline over. Netty frames HTTP/2; each stream is a channel
/// of its own with a [MessageStream], by which one virtual thread reads and writes whole messages
/// and waits when there are none, or no room: the windows of HTTP/2 are what holds the other end
/// back.
///
/// Messages are read by [Fields] and written by [FieldWriter]: records know their own numbers, so
/// there is no generated code and no reflection.
///
/// What the other end may ask for is bounded ([Http2Limits]): streams at once, the size of headers
/// and messages, resets and empty frames in a time, control frames that wait.
@NullMarked
package dev.caisson.front.grpc;

import org.jspecify.annotations.NullMarked;
