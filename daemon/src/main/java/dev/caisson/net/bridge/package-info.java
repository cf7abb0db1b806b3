/// Devices of networks on the host, and the ends of containers in them.
///
/// A bridge is ours when the text kept with it (its alias) names the network; a device of the same
/// name without it is somebody else's and never touched. Bridges are looked for again at each
/// connection, so that one that somebody deleted is simply made anew.
@NullMarked
package dev.caisson.net.bridge;

import org.jspecify.annotations.NullMarked;
