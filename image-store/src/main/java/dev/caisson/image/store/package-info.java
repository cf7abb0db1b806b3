/// The facade's implementation.
///
/// What the store knows is one immutable value, the [dev.caisson.image.store.Catalogue]; a change
/// makes a new one under a lock, writes it as `index.json`, and publishes it. Readers take no lock.
/// Manifests and configurations are read when first asked for and kept, because they cannot
/// change. An operation that reads or makes blobs holds their digests
/// ([dev.caisson.image.store.Leases]) until the catalogue names them; the sweep removes what
/// neither the catalogue nor a lease nor a container needs.
///
/// An image is durable by its blobs and the catalogue, which are synced before an operation ends.
/// Its unpacked layers follow in the background ([dev.caisson.image.store.Settling]); those that a
/// failure of power takes are made again from the blobs.
@NullMarked
package dev.caisson.image.store;

import org.jspecify.annotations.NullMarked;
