package dev.caisson.wire;

/// An object without members: the value of a Go set such as `ExposedPorts`.
public record Nothing() {}
