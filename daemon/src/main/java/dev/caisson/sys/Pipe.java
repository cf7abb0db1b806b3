package dev.caisson.sys;

/// The two descriptors of a pipe.
///
/// @param reader the end that reads
/// @param writer the end that writes
public record Pipe(int reader, int writer) {}
