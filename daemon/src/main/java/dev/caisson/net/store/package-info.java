/// What the room keeps on disk: networks below the data root, for ever and synced; the networks of
/// running containers below the exec root, which a reboot clears together with what they describe.
@NullMarked
package dev.caisson.net.store;

import org.jspecify.annotations.NullMarked;
