/// Starts containers and exec sessions without ever running Java between fork and exec.
///
/// Three steps, each a value: `LaunchCompiler` turns a `RuntimeSpec` into a `LaunchProgram`, a list
/// of sealed `Op`s, one per system call, with conditional jumps; `Lowering` turns that into the
/// table of a tiny ELF program (`dev.caisson.elf`); [Launcher] prepares what can be prepared
/// outside, spawns the program from a sealed memfd and maps what it reports back to the Op.
///
/// One program runs as two processes. The *holder* outlives the daemon: it clones the container's
/// first process, keeps its log and stdio, waits, leaves an `ExitRecord`, sends an `ExitEvent` and
/// ends. *Init* enters the root, drops its privileges and executes the user's program. Both are
/// single-threaded and allocate nothing: every buffer is part of the image.
///
/// Invariants:
/// 1. No path is resolved twice. Sources are opened before the root is entered; destinations are
///    resolved beneath the root by `openat2(RESOLVE_IN_ROOT)` and acted on by descriptor.
/// 2. A descriptor at a fixed number is owned by the program from its first row on; a fixed number
///    that a launch does not use is closed by the spawn, all others by the first `close_range`.
/// 3. A row that fails reports `{row, result}` and ends its process; nothing is retried.
/// 4. After `execve` has succeeded, only descriptors 0, 1 and 2 are open in the container.
@NullMarked
package dev.caisson.launch;

import org.jspecify.annotations.NullMarked;
