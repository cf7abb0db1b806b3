package dev.caisson.spec;

/// Mount propagation, as `mount_setattr(2)` takes it; the R variants are recursive.
public enum Propagation {
    PRIVATE,
    RPRIVATE,
    SLAVE,
    RSLAVE,
    SHARED,
    RSHARED,
    UNBINDABLE,
    RUNBINDABLE
}
