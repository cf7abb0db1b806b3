/// Directories of layers and containers, and everything that is done inside them.
///
/// Trees are written, walked and removed by descriptor: a name is only ever looked up in the
/// directory it is in, no symbolic link is followed, no mount point is crossed. What an image
/// calls its files can so not lead out of its layer. [dev.caisson.storage.KernelTreeWriter] is the
/// image store's port over these calls, [dev.caisson.storage.LayerDirectories] keeps unpacked
/// layers, [dev.caisson.storage.ContainerDirectories] what a container changes.
///
/// A directory becomes visible by a rename, complete, and goes by a rename, whole: names that begin
/// with a dot are what a crash left, and are swept at start. All methods may block.
@NullMarked
package dev.caisson.storage;

import org.jspecify.annotations.NullMarked;
