/// Who gets which address: pure bookkeeping, without kernel or disk.
///
/// 1. An address has one holder at a time, and the network's own addresses (first, last, gateway,
///    auxiliary) have none.
/// 2. An address that was given back is the last to be given out again: the search goes on from
///    where it stopped and begins anew only at the end of the range. So a neighbour's cache or a
///    client's open connection does not find a stranger.
/// 3. Subnets of networks never overlap each other, and those chosen by the engine do not overlap
///    a route of the host either.
@NullMarked
package dev.caisson.net.ipam;

import org.jspecify.annotations.NullMarked;
