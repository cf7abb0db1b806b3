/// Between the wire and the engine: each class makes one sort of record of another, and decides
/// nothing else.
///
/// What `inspect` prints of a container is accepted by `create` and gives the same container: the
/// readers and writers of [dev.caisson.container.request.ContainerSpec] are inverse to each other.
/// A member of a request that is not carried on is refused here, by name. Empty lists and absent
/// ones are the same, except where Docker tells them apart (`Cmd`, `Entrypoint`, `MaskedPaths`,
/// `ReadonlyPaths`); they are written as null, as Docker does for what was not asked.
@NullMarked
package dev.caisson.front.docker.convert;

import org.jspecify.annotations.NullMarked;
