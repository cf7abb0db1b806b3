package dev.caisson.build.copy;

import dev.caisson.storage.ContainerTree;

/// One thing to copy: a file, or a directory whose content is meant.
///
/// @param shown as the Dockerfile has it, for messages and keys
/// @param path in the tree
/// @param name it has below a directory
/// @param kept directories that it is put in below the destination (`--parents`), `.` when there
///     are none; empty without `--parents`
/// @param unpack an archive is unpacked
/// @param rooted everything of it gets root as its owner, unless another one is asked for
public record CopySource(
        ContainerTree tree,
        String shown,
        String path,
        String name,
        String kept,
        boolean unpack,
        boolean rooted) {}
