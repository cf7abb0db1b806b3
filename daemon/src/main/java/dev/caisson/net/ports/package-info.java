/// Ports of the host that are taken for containers.
///
/// A published port works by rules of the kernel (`nft`); what is here makes sure that it is
/// nobody else's: a socket of the engine is bound to it as long as the container runs. Nothing is
/// ever accepted there.
@NullMarked
package dev.caisson.net.ports;

import org.jspecify.annotations.NullMarked;
