/// Placeholder sentence of the room's owner.
@NullMarked
package dev.caisson.image;

import org.jspecify.annotations.NullMarked;
