package dev.caisson.container.view;

import java.time.Instant;

/// What is at a path of a container.
///
/// @param mode type and permissions as the kernel tells them
/// @param linkTarget what a link leads to, from the container's root; empty for anything else
public record PathView(String name, long size, int mode, Instant modified, String linkTarget) {}
