/// Registries, as a user meets them: `pull`, `push`, `login`, `logout`.
///
/// Credentials are the client's: they are read from `config.json`, as docker keeps it, or from the
/// credential helper named there, and sent with each request that needs them. The daemon keeps
/// none.
@NullMarked
package dev.caisson.cli.registry;

import org.jspecify.annotations.NullMarked;
