/// What a container asks of the kernel, as data: the OCI runtime-spec in the shape this engine
/// uses, and the layout of the log the holder writes.
///
/// `container` builds a [RuntimeSpec] (pure), `storage` contributes [Mount]s, `launch` performs it
/// and `cgroup` plans the [Resources]. Nothing here opens, reads or decides anything. Source: OCI
/// runtime-spec 1.2, config.md and config-linux.md, where a field has the spec's name.
@NullMarked
package dev.caisson.spec;

import org.jspecify.annotations.NullMarked;
