package dev.caisson.container.view;

/// One difference between a container and its image.
///
/// @param kind Docker's number: 0 modified, 1 added, 2 deleted
public record ChangeView(String path, int kind) {}
