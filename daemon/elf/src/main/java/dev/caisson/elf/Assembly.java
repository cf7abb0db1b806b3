package dev.caisson.elf;

/// Assembled machine code.
///
/// @param listing source for the GNU assembler, which gives the same bytes
@SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
record Assembly(String listing, byte[] bytes) {}
