package dev.caisson.container;

import dev.caisson.value.ContainerName;

/// The file `spec.json`.
///
/// @param version of the format, [#VERSION]
record StoredContainer(int version, ContainerName name, Definition definition) {
    static final int VERSION = 1;
}
