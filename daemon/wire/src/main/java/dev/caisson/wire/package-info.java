/// Placeholder sentence of the room's owner.
@NullMarked
package dev.caisson.wire;

import org.jspecify.annotations.NullMarked;
