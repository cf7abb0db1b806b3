/// What `run` and `create` accept, turned into the body of a create request.
///
/// Each class holds the flags of one noun: it declares them and, when they were given, writes their
/// part of the request. [ContainerRequest] puts the parts together. Flags that were not given leave
/// no trace in the request, so that the daemon's defaults apply.
@NullMarked
package dev.caisson.cli.create;

import org.jspecify.annotations.NullMarked;
