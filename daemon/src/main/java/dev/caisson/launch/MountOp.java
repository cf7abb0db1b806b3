package dev.caisson.launch;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;

/// Mounts. Named after the kernel's calls; `fsconfig` has one record for each of its commands.
sealed interface MountOp extends Op {
    record Fsopen(Arg type) implements MountOp {}

    record FsconfigString(Arg context, Arg key, Arg value) implements MountOp {}

    record FsconfigFlag(Arg context, Arg key) implements MountOp {}

    record FsconfigCreate(Arg context) implements MountOp {}

    /// @param attributes `MOUNT_ATTR_*`
    record Fsmount(Arg context, int attributes) implements MountOp {}

    /// Clones what a path names beneath a descriptor, or the descriptor itself for an empty path.
    record OpenTree(Arg directory, Arg path, boolean recursive) implements MountOp {}

    /// Attaches a mount to what a path names beneath a descriptor, or to the descriptor itself for
    /// an empty path.
    record MoveMount(Arg detached, Arg directory, Arg path) implements MountOp {}

    /// @param attributes a `struct mount_attr`, 32 bytes
    record MountSetattr(Arg mount, boolean recursive, Address attributes) implements MountOp {}

    /// The working directory becomes the root, and the old root is stacked on it.
    record PivotRoot() implements MountOp {}

    /// Detaches what is stacked on the working directory.
    record Umount2() implements MountOp {}
}
