/// Removal of what is not used: one kind of things by `KIND prune`, all of them by `system prune`.
/// The daemon decides what that is; here is asked first, and told what went.
@NullMarked
package dev.caisson.cli.prune;

import org.jspecify.annotations.NullMarked;
