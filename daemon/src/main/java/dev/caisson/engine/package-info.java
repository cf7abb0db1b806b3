/// What the engine can do, one interface per noun, for the front ends; and the stateless use cases
/// that implement them by forwarding to the rooms below.
///
/// Calls may block: they are made on virtual threads. What goes wrong is thrown as a
/// [dev.caisson.fault.Fault]; futures fail with one.
@NullMarked
package dev.caisson.engine;

import org.jspecify.annotations.NullMarked;
