/// The facade's implementation.
///
/// What the store knows is one immutable value, the [dev.caisson.image.store.Catalogue]; a change
/// makes a new one under a lock, writes it as `index.json`, and publishes it. Readers take no lock.
/// Manifests and configurations are read when first asked for and kept, because they cannot
/// change. An operation that reads or makes blobs holds their digests
/// ([dev.caisson.image.store.Leases]) until the catalogue names them; the sweep removes what
/// neither the catalogue nor a lease nor a container needs.
///
/// A name stands for a manifest or for an index. Which of an index's manifests are here stands in
/// the catalogue beside its names, not on the disk: so a blob that is lost is missed. Of the images
/// of an index the one for this host is what the name means where no platform is asked for; its
/// digest is the ID, and the others are found by theirs.
///
/// An image is durable by its blobs and the catalogue, which are synced before an operation ends.
/// Its unpacked layers follow in the background ([dev.caisson.image.store.Settling]); those that a
/// failure of power takes are made again from the blobs.
@NullMarked
package dev.caisson.image.store;

import org.jspecify.annotations.NullMarked;
