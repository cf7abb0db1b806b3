/// Placeholder sentence of the room's owner.
@NullMarked
package dev.caisson.elf;

import org.jspecify.annotations.NullMarked;
