/// From what was asked to what is launched: pure functions from records to records.
///
/// [SpecBuilder] puts the parts together; each part (capabilities, mounts, limits, …) has a class
/// of its own that knows Docker's rules for it. Nothing here opens a file: what has to be known of
/// the host or the image is passed in as data.
@NullMarked
package dev.caisson.container.plan;

import org.jspecify.annotations.NullMarked;
