/// Placeholder sentence of the room's owner.
@NullMarked
package dev.caisson.main;

import org.jspecify.annotations.NullMarked;
