/// Small values every room may use: identifiers, byte counts, the undo stack, time.
///
/// A string from outside becomes one of these types once, at the edge, in a factory that rejects;
/// from there on the type is the proof. Nothing here knows about Docker, the kernel or a file.
@NullMarked
package dev.caisson.value;

import org.jspecify.annotations.NullMarked;
