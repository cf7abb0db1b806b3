package dev.caisson.net.bridge;

/// The two ends of a cable between the host and a namespace, connected to nothing yet.
///
/// @param outside index of the host's end
/// @param inside index of the other end in its namespace
/// @param name of the other end
public record ReadyPair(int outside, int inside, String name) {}
