package dev.caisson.sys;

/// Size of a terminal in characters. Layout: `struct winsize`, asm-generic/termios.h.
///
/// @param rows 0 to 65535
/// @param columns 0 to 65535
public record WindowSize(int rows, int columns) {}
