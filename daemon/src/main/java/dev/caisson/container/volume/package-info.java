/// Volumes of the `local` driver.
///
/// A volume is a directory beneath `volumes/`, named by its id, with `_data` and `volume.json`
/// beside it. Its name is a label in that record, so that a rename writes one file; a new volume
/// takes its name as its id when no other has that, because people look for their data there.
/// Containers keep the path of the data, which names the id and never changes.
///
/// What a volume's options ask for ([LocalOptions]) is mounted on `_data` by the first container
/// that uses it and unmounted by the last ([VolumeMounts]); who uses it is not stored, it follows
/// from which containers run.
@NullMarked
package dev.caisson.container.volume;

import org.jspecify.annotations.NullMarked;
