package dev.caisson.elf;

/// What a row does with its arguments: ask the kernel, or compute.
public sealed interface Call permits SyscallName, Arithmetic {}
