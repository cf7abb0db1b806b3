/// The image store: what images are called, what they say of themselves, where their parts are.
///
/// [dev.caisson.image.ImageStore] is what the rest of the engine sees. Below it, each part knows
/// one thing:
///
/// - this package: names ([dev.caisson.image.ImageReference]), digests, and the records of an
///   image's configuration. Text from outside is parsed once, into these types, with a limit on
///   its size.
/// - `json`: manifests, indexes and configurations from and to JSON. Media type and content must
///   agree.
/// - `blob`: the directory `images/`, an OCI image layout other tools can read. Blobs are named by
///   their digest and verified while they are written.
/// - `tar`: reading tars entry by entry, with every byte of a name or an attribute preserved.
/// - `layer`: from a compressed blob to a directory: codec, limits, whiteouts. It writes through
///   the port [dev.caisson.image.layer.TreeWriter] and never touches a path itself.
/// - `archive`: reading and writing the tars of `load` and `save`.
/// - `store`: the facade's implementation: index, leases, removal rules.
///
/// Invariants: (1) a blob or a layer directory has its final name only when it is complete and
/// verified; (2) the index names only what is there; (3) what a running operation needs is leased
/// before it is looked at, so that no removal takes it away; (4) no root, no native code here.
@NullMarked
package dev.caisson.image;

import org.jspecify.annotations.NullMarked;
