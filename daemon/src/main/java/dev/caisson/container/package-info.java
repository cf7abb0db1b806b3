/// Containers: what was asked, what they are doing, and everything that changes it.
///
/// A container is owned by one actor: a mailbox and one virtual thread. Others send it
/// a command and get a future, or read the last published immutable snapshot. The actor only
/// dispatches; what a command does is decided by a pure transition (pure) and carried out by one
/// small class per capability. `container.request` holds what was asked, `container.view` what is
/// shown.
@NullMarked
package dev.caisson.container;

import org.jspecify.annotations.NullMarked;
