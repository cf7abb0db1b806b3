/// This host's images served as a registry, by distribution-spec 1.1, over `front.http` on a port.
///
/// [dev.caisson.front.registry.RegistryListeners] opens and closes ports; each has a
/// `RegistryApi`, which finds what a path means (`Resource`) and asks `Pulls` or `Pushes`; a fault
/// becomes one of the specification's errors (`RegistryFault`). What there is and what becomes of
/// it is decided in [dev.caisson.image.hosted].
///
/// A port is opened through the daemon's own API, since the command line asks and the daemon
/// listens: `POST /caisson/registry?listen=127.0.0.1:5000[&writable=1]` serves for as long as the
/// client stays connected, which is what `caisson registry serve` does; with `detach=1` until
/// `DELETE /caisson/registry?listen=…`. `GET /caisson/registry` lists them. Ports belong to the
/// daemon: they are closed when it ends, and are not opened again by its next start.
///
/// A port is read-only unless it was opened to be written to; then it answers writes with
/// `UNSUPPORTED` (405). There is neither TLS nor a login: whoever reaches the port may read every
/// image of the host, so anything but a loopback address is warned of.
@NullMarked
package dev.caisson.front.registry;

import org.jspecify.annotations.NullMarked;
