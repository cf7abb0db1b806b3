/// Seccomp profiles and their compilation to BPF.
///
/// A [SeccompProfile] is what Docker's JSON says, or the engine's default, kept in a resource of
/// our own notation. Compiling has three pure steps:
/// 1. The rules whose guards hold (capabilities, architecture, kernel) are kept.
/// 2. For each binary interface the machine can execute (x86-64 also runs x86 and x32 code, aarch64
///    also arm) they become a function from the call's number to a decision: an action, or actions
///    that depend on arguments.
/// 3. The function is written as a binary search over ranges of numbers, from its end to its
///    beginning, since BPF only jumps forward.
///
/// What the default profile does not know yet, it answers with `ENOSYS`: a libc tries the older
/// call then. `EPERM` for a call newer than the profile would break it. This is what runc does.
@NullMarked
package dev.caisson.launch.seccomp;

import org.jspecify.annotations.NullMarked;
