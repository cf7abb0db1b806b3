/// From a layer's blob to a directory.
///
/// [dev.caisson.image.layer.LayerCodec] undoes the compression,
/// [dev.caisson.image.layer.LayerApplier] reads the tar and drives a
/// [dev.caisson.image.layer.TreeWriter], the port behind which the kernel is. Every entry is
/// checked here for what can be said of its name and sizes alone; that no link leads out of the
/// tree is the writer's part. A layer whose content does not have the DiffID its image promises is
/// never committed. Source: image-spec layer.md.
@NullMarked
package dev.caisson.image.layer;

import org.jspecify.annotations.NullMarked;
