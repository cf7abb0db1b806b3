/// Log drivers: what passes a container's output on to somewhere else.
///
/// The ring of the holder stays the one home of the output; a driver is one more reader of it. So
/// `logs` works with every driver but `none`, a destination that is slow or gone never holds up a
/// container, and what happens while the daemon is away is passed on when it is back.
///
/// 1. [LogDrivers] reads a driver's name and options, once, at the creation of a container: the
///    result is [LogDriverSettings], data.
/// 2. [LogForwarder] is the reader: a virtual thread per run that cuts the log into messages, gives
///    them to a [LogDestination], and writes down how far it came ([ForwardPlace]).
/// 3. A destination speaks one protocol.
///
/// What is guaranteed: `json-file` has every line once, also after `kill -9` of the daemon, and
/// holds the container up while it is a whole ring behind (`mode=non-blocking` turns that off).
/// Destinations in the network get every line at least once: after a crash or a lost connection
/// the last second may come twice. While they cannot be reached the ring keeps the output; when it
/// has turned over, the lost bytes are told in a message and in the daemon's log. `mode=blocking`
/// makes the container wait instead.
@NullMarked
package dev.caisson.stdio.driver;

import org.jspecify.annotations.NullMarked;
