package dev.caisson.elf;

/// What a row can compute from two 64-bit arguments `a` and `b`.
///
/// The result goes to the row's result cell and chooses the next row by its sign, as the result of
/// a system call does. A negative one is not an error: it goes to the row's `onNegative` successor
/// (the next row by default) and leaves CURRENT and LAST as they were, so that rows can look at the
/// last error.
///
/// These three suffice, with constants from [TableBuilder#number]:
/// - copy: `ADD a, 0`;
/// - compare: `SUB a, b`, or `SUB last, -ENOENT` after an error;
/// - one field of a word: load it at its own offset, unaligned if need be, and `AND` its mask:
///   `pollfd.revents` is the load at offset 6 and 0xffff, the second descriptor of pipe2 the load
///   at offset 4 (a call that wants an `int` ignores the upper half anyway);
/// - set bits that are clear: `ADD`;
/// - walk a table of names of equal length: `ADD name, stride`, `SUB name, end`.
public enum Arithmetic implements Call {
    /// `a + b`, wrapping around.
    ADD,
    /// `a - b`, wrapping around.
    SUB,
    /// `a & b`.
    AND
}
