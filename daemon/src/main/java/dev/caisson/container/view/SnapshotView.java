package dev.caisson.container.view;

import java.time.Instant;

/// The files of a volume as they were.
public record SnapshotView(String name, Instant created) {}
