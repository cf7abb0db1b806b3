package dev.caisson.container.view;

/// A mount point as `inspect` shows it.
///
/// @param type `bind`, `volume` or `tmpfs`
/// @param name of the volume, else empty
/// @param mode as it was written behind the destination
public record MountView(
        String type,
        String name,
        String source,
        String destination,
        String driver,
        String mode,
        boolean writable,
        String propagation) {}
