/// Getting images from registries and bringing them there.
///
/// A [dev.caisson.image.pull.Puller] decides what is needed: from a name to a manifest, of an index
/// the one for the platform, its configuration, its layers. Where all that goes is behind the port
/// [dev.caisson.image.pull.Intake], which the store implements; the network is behind
/// [dev.caisson.image.registry.Repository]. All layers are asked for at once, each on a virtual
/// thread of its own; the intake bounds how many are downloaded at a time, lets two pulls of the
/// same layer share one download, and unpacks a layer while it arrives.
///
/// Nothing is visible before [dev.caisson.image.pull.Intake#commit]. Interrupting the thread ends a
/// pull: what nobody else needs is given up, what has been downloaded is kept for the next attempt.
@NullMarked
package dev.caisson.image.pull;

import org.jspecify.annotations.NullMarked;
