/// Placeholder sentence of the room's owner.
@NullMarked
package dev.caisson.cli;

import org.jspecify.annotations.NullMarked;
