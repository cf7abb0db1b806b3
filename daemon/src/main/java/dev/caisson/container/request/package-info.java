/// What a user asked for, as data, lossless: what `inspect` shows of it is accepted by `create`.
///
/// [ContainerSpec] groups the fields of Docker's Config, HostConfig and NetworkingConfig by noun.
/// Numbers keep Docker's convention (0 is "not asked for") unless a component says otherwise, so
/// that nothing is lost on the way in and out. Nothing here is checked against the host: that is
/// done once, by the container room, when a container is created.
@NullMarked
package dev.caisson.container.request;

import org.jspecify.annotations.NullMarked;
