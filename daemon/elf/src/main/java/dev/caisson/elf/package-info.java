/// Programs without a compiler: a table of system calls with conditional jumps, written as a tiny
/// static ELF executable that walks the table.
///
/// A JVM has many threads, so no Java code can run between fork and exec. What has to be done there
/// (namespaces, mounts, privileges, waiting) is data instead: [TableBuilder] collects [Row]s and
/// [Datum]s into an immutable [Table], [ElfWriter] puts the interpreter of a [Machine], the rows
/// and the data into one file.
///
/// The interpreter is the only machine code of the project. It takes a row, loads its six
/// arguments (a number, or eight bytes from memory), makes the system call or computes, stores the
/// result where the row says, and goes to one of the row's three successors: negative, zero,
/// positive. Before it leaves a failed system call it stores {the row's address, the result} in
/// CURRENT and LAST, so that a later row can report them and [Table#rowAt] can say what failed.
///
/// Invariants:
///
/// 1. Control never leaves the table: each successor is a row of it, and behind the last one a
///    guard ends the process. There is no computed jump, so all paths can be read beforehand.
/// 2. No byte is both writable and executable, and code, rows and constants are never written.
/// 3. All addresses are below 2³¹ and fixed when the table is built: a row holds them in 32 bits,
///    and nothing is relocated.
/// 4. The same calls on the builder give the same bytes. Equal strings and constants exist once.
/// 5. Nothing but the row's address lives across rows in a register, and the stack is balanced at
///    each call. So clone3 may share or copy the memory; but two processes that share it must not
///    run the table at once (CLONE_VM only with CLONE_VFORK).
/// 6. A result below zero is an error. The calls of [SyscallName] return no address above 2⁶³ and
///    no other negative number on success.
///
/// Nothing here knows containers, and nothing here calls the kernel.
@NullMarked
package dev.caisson.elf;

import org.jspecify.annotations.NullMarked;
